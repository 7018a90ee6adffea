package io.ringtail.reader.format;

/** One element of an array. */
record ArrayElement(Span array, int elementSize, Expression index) implements Expression {
    @Override
    public long value(Payload payload) {
        long position = index.value(payload);
        int length = array.length(payload);
        if (position < 0 || position >= length / elementSize) {
            return 0;
        }
        return payload.number(array.start(payload) + (int) position * elementSize, elementSize);
    }
}
