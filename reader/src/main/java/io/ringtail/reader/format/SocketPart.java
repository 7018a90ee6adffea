package io.ringtail.reader.format;

/** {@code %pIS} and others: the address and perhaps the port of a {@code struct sockaddr}; nothing for other families. */
record SocketPart(Span bytes, boolean leadingZeroes, boolean shortened, boolean port) implements Part {
    private static final int INET = 2;
    private static final int INET6 = 10;
    private static final int PORT_OFFSET = 2;
    private static final int IP4_OFFSET = 4;
    private static final int IP6_OFFSET = 8;

    /** Returns the part for the letters after {@code %p}: {@code IS} or {@code iS}, and any of {@code pfschnbl}. */
    static SocketPart of(Span bytes, String letters) {
        return new SocketPart(bytes, letters.charAt(0) == 'i', letters.indexOf('c') > 0, letters.indexOf('p') > 0);
    }

    @Override
    public void append(Payload payload, StringBuilder out) {
        int start = bytes.start(payload);
        long family = payload.number(start, Short.BYTES);
        if (family == INET) {
            IpText.appendIp4(payload, start + IP4_OFFSET, leadingZeroes, false, out);
            appendPort(payload, start, "", out);
        } else if (family == INET6) {
            out.append(port ? "[" : "");
            if (shortened) {
                IpText.appendShortIp6(payload, start + IP6_OFFSET, out);
            } else {
                IpText.appendIp6(payload, start + IP6_OFFSET, leadingZeroes ? "" : ":", out);
            }
            appendPort(payload, start, "]", out);
        }
    }

    private void appendPort(Payload payload, int start, String before, StringBuilder out) {
        if (port) {
            out.append(before).append(':');
            out.append(
                    payload.number(start + PORT_OFFSET, 1) << Byte.SIZE | payload.number(start + PORT_OFFSET + 1, 1));
        }
    }
}
