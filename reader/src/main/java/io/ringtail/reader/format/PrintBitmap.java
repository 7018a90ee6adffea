package io.ringtail.reader.format;

/** {@code __get_bitmask} and {@code __get_cpumask}: a bitmap in hexadecimal, or as a list of numbers. */
record PrintBitmap(Bitmap bitmap, boolean list) implements Expression {
    @Override
    public long value(Payload payload) {
        return 0;
    }

    @Override
    public void appendText(Payload payload, StringBuilder out) {
        int length = bitmap.length(payload);
        if (list) {
            bitmap.appendList(payload, length * Byte.SIZE, out);
        } else {
            bitmap.appendHex(payload, length, out);
        }
    }
}
