package io.ringtail.reader.format;

import io.ringtail.reader.text.Digits;

/** {@code __print_flags}: the names of the bits that are set, and bits without a name in hexadecimal. */
record PrintFlags(Expression number, String delimiter, Symbols symbols) implements Expression {
    @Override
    public long value(Payload payload) {
        return 0;
    }

    @Override
    public void appendText(Payload payload, StringBuilder out) {
        long rest = number.value(payload);
        int start = out.length();
        for (int i = 0; i < symbols.count(); i++) {
            long flag = symbols.value(i);
            if (rest == 0 && flag < 0 && out.length() == start) {
                out.append(symbols.name(i));
                return;
            }
            if (flag > 0 && (rest & flag) == flag) {
                delimit(start, out);
                out.append(symbols.name(i));
                rest &= ~flag;
            }
        }
        if (rest != 0) {
            delimit(start, out);
            Digits.appendHex(rest, 1, out.append("0x"));
        }
    }

    private void delimit(int start, StringBuilder out) {
        if (out.length() > start) {
            out.append(delimiter);
        }
    }
}
