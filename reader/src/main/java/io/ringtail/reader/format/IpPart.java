package io.ringtail.reader.format;

/** {@code %pI4}, {@code %pI6} and others: an IP address. */
record IpPart(Span bytes, boolean six, boolean leadingZeroes, boolean shortened, boolean reversed) implements Part {
    /**
     * Returns the part for the letters after {@code %p}: {@code I4} or {@code i4} and perhaps the order of bytes, or
     * {@code I6}, {@code i6} or {@code I6c}.
     */
    static IpPart of(Span bytes, String letters) {
        char last = letters.charAt(letters.length() - 1);
        return new IpPart(
                bytes, letters.charAt(1) == '6', letters.charAt(0) == 'i', last == 'c', last == 'h' || last == 'l');
    }

    @Override
    public void append(Payload payload, StringBuilder out) {
        int start = bytes.start(payload);
        if (!six) {
            IpText.appendIp4(payload, start, leadingZeroes, reversed, out);
        } else if (shortened) {
            IpText.appendShortIp6(payload, start, out);
        } else {
            IpText.appendIp6(payload, start, leadingZeroes ? "" : ":", out);
        }
    }
}
