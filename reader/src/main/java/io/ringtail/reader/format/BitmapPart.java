package io.ringtail.reader.format;

import org.jspecify.annotations.Nullable;

/** {@code %*pb} and {@code %*pbl}: as many bits as the width says, in hexadecimal, or as a list of numbers. */
record BitmapPart(Bitmap bitmap, @Nullable Expression width, int fixedWidth, boolean list) implements Part {
    @Override
    public void append(Payload payload, StringBuilder out) {
        int length = bitmap.length(payload);
        int wanted = width != null ? (int) width.value(payload) : fixedWidth;
        int bits = Math.max(0, Math.min(wanted, length * Byte.SIZE));
        if (list) {
            bitmap.appendList(payload, bits, out);
        } else {
            bitmap.appendHex(payload, (bits + Byte.SIZE - 1) / Byte.SIZE, out);
        }
    }
}
