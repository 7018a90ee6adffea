package io.ringtail.reader.text;

/** The length of a dynamic array in bytes. */
record SpanLength(Span array) implements Expression {
    @Override
    public long value(Payload payload) {
        return array.length(payload);
    }
}
