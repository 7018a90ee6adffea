package io.ringtail.reader.format;

import io.ringtail.reader.text.Digits;

/** {@code __print_symbolic}: the name of a number, or the number in hexadecimal if it has none. */
record PrintSymbolic(Expression number, Symbols symbols) implements Expression {
    @Override
    public long value(Payload payload) {
        return 0;
    }

    @Override
    public void appendText(Payload payload, StringBuilder out) {
        long value = number.value(payload);
        int index = symbols.indexOf(value);
        if (index >= 0) {
            out.append(symbols.name(index));
        } else {
            Digits.appendHex(value, 1, out.append("0x"));
        }
    }
}
