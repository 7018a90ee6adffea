package io.ringtail.proto.page;

/**
 * The u32 before each event: five bits of type or length, and 27 bits of nanoseconds since the previous event.
 *
 * <pre>
 *   type_len  1–28  a data event of that many 4-byte units
 *                0  a data event; the next u32 is its payload length, rounded up to 4, plus 4
 *               29  PADDING: with delta 0 the page ends here; otherwise a discarded event, next u32 bytes follow
 *               30  TIME_EXTEND: the next u32, shifted by 27, is added to the delta
 *               31  TIME_STAMP: the next u32, shifted by 27, plus the delta is the time itself, in 59 bits
 * </pre>
 */
public final class EventHeader {
    public static final int LENGTH = Integer.BYTES;
    public static final int TYPE_BITS = 5;
    public static final int DELTA_BITS = 27;
    public static final int TYPE_MASK = (1 << TYPE_BITS) - 1;
    /** The bits of a time that the header word holds; also the largest delta, in ns. */
    public static final int DELTA_MASK = (1 << DELTA_BITS) - 1;

    public static final int LARGE = 0;
    public static final int MAX_TYPE_LEN = 28;
    public static final int PADDING = 29;
    public static final int TIME_EXTEND = 30;
    public static final int TIME_STAMP = 31;

    /** The longest payload whose length fits in the header, in bytes. */
    public static final int MAX_SMALL_PAYLOAD = MAX_TYPE_LEN * Integer.BYTES;
    /** The number of time bits in a TIME_STAMP; the higher ones come from the page's header. */
    public static final int ABSOLUTE_BITS = 59;

    public static final long ABSOLUTE_MASK = (1L << ABSOLUTE_BITS) - 1;

    private EventHeader() {}

    /**
     * Packs a header word.
     *
     * @param delta in ns, {@value #DELTA_BITS} bits
     */
    public static int word(int typeLen, int delta) {
        return delta << TYPE_BITS | typeLen;
    }

    /** Returns the type or length in a header word. */
    public static int typeLen(int word) {
        return word & TYPE_MASK;
    }

    /** Returns the delta in a header word, in ns. */
    public static int delta(int word) {
        return word >>> TYPE_BITS;
    }

    /**
     * Returns the number of 4-byte units that a data event occupies in a page, its headers included.
     *
     * @param payloadLength in bytes
     */
    public static int units(int payloadLength) {
        int payloadUnits = (payloadLength + 3) >>> 2;
        return payloadLength <= MAX_SMALL_PAYLOAD ? 1 + payloadUnits : 2 + payloadUnits;
    }
}
