package io.ringtail.reader.format;

import java.nio.ByteOrder;

/**
 * The machine that wrote a trace.
 *
 * @param order the order of the bytes in its numbers
 * @param longBytes the size of its kernel's {@code long}: 4 or 8
 */
public record Machine(ByteOrder order, int longBytes) {
    /** x86-64, arm64, and others like them. */
    public static final Machine LITTLE_64 = new Machine(ByteOrder.LITTLE_ENDIAN, Long.BYTES);

    /** Checks the size. */
    public Machine {
        if (longBytes != Integer.BYTES && longBytes != Long.BYTES) {
            throw new IllegalArgumentException("a long has 4 or 8 bytes, not " + longBytes);
        }
    }
}
