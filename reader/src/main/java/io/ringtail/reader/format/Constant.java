package io.ringtail.reader.format;

/** A number literal of the print fmt. */
record Constant(long number) implements Expression {
    @Override
    public long value(Payload payload) {
        return number;
    }
}
