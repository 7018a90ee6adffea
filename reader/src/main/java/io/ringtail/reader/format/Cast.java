package io.ringtail.reader.format;

/** A number truncated to a type's bytes; a text that is cast stays a text. */
record Cast(int size, Expression operand) implements Expression {
    @Override
    public long value(Payload payload) {
        return operand.value(payload) & (-1L >>> (Long.SIZE - size * Byte.SIZE));
    }

    @Override
    public boolean endsWithNewline(Payload payload) {
        return operand.endsWithNewline(payload);
    }

    @Override
    public void appendText(Payload payload, StringBuilder out) {
        operand.appendText(payload, out);
    }
}
