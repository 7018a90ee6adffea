package io.ringtail.reader.format;

/** An array cast to elements of another size. */
record ArrayView(Span array, int elementSize) implements Expression {
    @Override
    public long value(Payload payload) {
        return array.value(payload);
    }

    @Override
    public boolean endsWithNewline(Payload payload) {
        return array.endsWithNewline(payload);
    }

    @Override
    public void appendText(Payload payload, StringBuilder out) {
        array.appendText(payload, out);
    }
}
