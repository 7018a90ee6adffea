package io.ringtail.reader.format;

import io.ringtail.reader.text.Digits;

/** {@code __print_array}: decimal numbers separated by spaces. */
record PrintArray(Span array, Expression count, int elementSize) implements Expression {
    @Override
    public long value(Payload payload) {
        return 0;
    }

    @Override
    public void appendText(Payload payload, StringBuilder out) {
        int start = array.start(payload);
        long most = Math.min(count.value(payload), array.length(payload) / elementSize);
        for (int i = 0; i < most; i++) {
            out.append(i == 0 ? "" : " ");
            Digits.appendUnsigned(payload.number(start + i * elementSize, elementSize), out);
        }
    }
}
