package io.ringtail.reader.format;

import io.ringtail.reader.text.Digits;

/** {@code %pM} and others: the six bytes of a hardware address. */
record MacPart(Span bytes, String separator, boolean reversed) implements Part {
    private static final int LENGTH = 6;

    /** Returns the part for the letters after {@code %p}, {@code M} or {@code m} with {@code F} or {@code R}. */
    static MacPart of(Span bytes, String letters) {
        String separator = letters.startsWith("m") ? "" : letters.equals("MF") ? "-" : ":";
        return new MacPart(bytes, separator, letters.endsWith("R"));
    }

    @Override
    public void append(Payload payload, StringBuilder out) {
        int start = bytes.start(payload);
        for (int i = 0; i < LENGTH; i++) {
            out.append(i == 0 ? "" : separator);
            Digits.appendHex(payload.number(start + (reversed ? LENGTH - 1 - i : i), 1), 2, out);
        }
    }
}
