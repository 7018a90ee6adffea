package io.ringtail.reader.format;

import io.ringtail.reader.text.Digits;

/** {@code __print_hex} and {@code __print_hex_str}: bytes in hexadecimal. */
record PrintBytes(Span bytes, Expression count, String separator) implements Expression {
    @Override
    public long value(Payload payload) {
        return 0;
    }

    @Override
    public void appendText(Payload payload, StringBuilder out) {
        int start = bytes.start(payload);
        long most = Math.min(count.value(payload), bytes.length(payload));
        for (int i = 0; i < most; i++) {
            out.append(i == 0 ? "" : separator);
            Digits.appendHex(payload.number(start + i, 1), 2, out);
        }
    }
}
