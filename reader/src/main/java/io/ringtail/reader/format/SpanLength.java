package io.ringtail.reader.format;

/** The length of a dynamic array in bytes. */
record SpanLength(Span array) implements Expression {
    @Override
    public long value(Payload payload) {
        return array.length(payload);
    }
}
