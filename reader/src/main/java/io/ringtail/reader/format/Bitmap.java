package io.ringtail.reader.format;

import io.ringtail.reader.text.Digits;
import java.nio.ByteOrder;

/** The texts of an array of {@code unsigned long} whose bits are numbered from its first element's lowest one on. */
record Bitmap(Span bytes, Machine machine) {
    private static final int GROUP = Integer.BYTES;

    /** Appends the bytes in hexadecimal, the highest first, in groups of 32 bits. */
    void appendHex(Payload payload, int count, StringBuilder out) {
        for (int i = count - 1; i >= 0; i--) {
            Digits.appendHex(octet(payload, i), 2, out);
            out.append(i > 0 && i % GROUP == 0 ? "," : "");
        }
    }

    /** Appends the numbers of the bits that are set, and ranges of them. */
    void appendList(Payload payload, int bits, StringBuilder out) {
        int start = out.length();
        for (int bit = 0; bit < bits; bit++) {
            if (isSet(payload, bit)) {
                int first = bit;
                while (bit + 1 < bits && isSet(payload, bit + 1)) {
                    bit++;
                }
                out.append(out.length() == start ? "" : ",").append(first);
                if (bit > first) {
                    out.append('-').append(bit);
                }
            }
        }
    }

    /** The number of bytes that lie in the payload. */
    int length(Payload payload) {
        return bytes.length(payload);
    }

    private boolean isSet(Payload payload, int bit) {
        return (octet(payload, bit / Byte.SIZE) >>> (bit % Byte.SIZE) & 1) != 0;
    }

    /** The eight bits from a multiple of eight on. */
    private long octet(Payload payload, int index) {
        boolean big = machine.order() == ByteOrder.BIG_ENDIAN;
        return payload.number(bytes.start(payload) + (big ? index ^ (machine.longBytes() - 1) : index), 1);
    }
}
