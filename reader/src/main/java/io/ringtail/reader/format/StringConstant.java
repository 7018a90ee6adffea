package io.ringtail.reader.format;

/** A string literal of the print fmt. */
record StringConstant(String text) implements Expression {
    @Override
    public long value(Payload payload) {
        return 0;
    }

    @Override
    public void appendText(Payload payload, StringBuilder out) {
        out.append(text);
    }
}
