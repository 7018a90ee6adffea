package io.ringtail.proto.layout;

/**
 * The sizes of a ring, and the packing of its words.
 *
 * <p>Positions count 4-byte <em>units</em> since the ring was made, modulo 2³⁶. With U units in a sub-buffer and N
 * sub-buffers, unit p lies in sub-buffer q = p / U at offset p mod U, in slot q mod N. A sub-buffer's number is kept
 * in full 64 bits where there is room, and otherwise modulo 2³⁶ / U; {@link #widen} goes from one to the other.
 *
 * <pre>
 *   reserve  63 ........ 28 | 27 ....... 0      commit  63 ...... 32 | 31 ... 19 | 18 ..... 0
 *            position       | time                      events       | lap       | units
 * </pre>
 */
public final class RingGeometry {
    /** Bytes in a unit. */
    public static final int UNIT = 4;
    /** Units of a page's header: no event begins below this offset. */
    public static final int HEADER_UNITS = 4;
    /** Bits of time in a {@code reserve} word. */
    public static final int STAMP_BITS = 28;

    public static final long STAMP_MASK = (1L << STAMP_BITS) - 1;
    public static final int POSITION_BITS = Long.SIZE - STAMP_BITS;
    public static final long POSITION_MASK = (1L << POSITION_BITS) - 1;

    public static final int UNITS_BITS = 19;
    public static final long UNITS_MASK = (1L << UNITS_BITS) - 1;
    public static final int LAP_BITS = 13;
    public static final int EVENTS_SHIFT = UNITS_BITS + LAP_BITS;
    /** One event in a {@code commit} word. */
    public static final long ONE_EVENT = 1L << EVENTS_SHIFT;

    public static final int MIN_SUBBUF_SIZE = 1 << 12;
    public static final int MAX_SUBBUF_SIZE = 1 << 20;
    public static final int MIN_SUBBUF_COUNT = 4;
    public static final int MAX_SUBBUF_COUNT = 1 << 14;
    /** The most bytes of sub-buffers in a ring: a region is one mapping, and a mapping is less than 2 GiB. */
    public static final long MAX_RING_SIZE = 1L << 30;

    private final int subbufSize;
    private final int subbufCount;
    private final int units;
    private final int unitsShift;
    private final int countShift;
    private final long lapMask;
    private final int dataOffset;

    /**
     * A ring of {@code subbufCount} sub-buffers.
     *
     * @param subbufSize bytes, a power of two from 4 KiB to 1 MiB
     * @param subbufCount a power of two from 4 to 16,384; at most 1 GiB in all
     */
    public RingGeometry(int subbufSize, int subbufCount) {
        requirePowerOfTwo("sub-buffer size", subbufSize, MIN_SUBBUF_SIZE, MAX_SUBBUF_SIZE);
        requirePowerOfTwo("sub-buffers in a ring", subbufCount, MIN_SUBBUF_COUNT, MAX_SUBBUF_COUNT);
        Geometry.requireRange(
                "bytes in a ring", (long) subbufSize * subbufCount, MIN_SUBBUF_SIZE * MIN_SUBBUF_COUNT, MAX_RING_SIZE);
        this.subbufSize = subbufSize;
        this.subbufCount = subbufCount;
        this.units = subbufSize / UNIT;
        this.unitsShift = Integer.numberOfTrailingZeros(units);
        this.countShift = Integer.numberOfTrailingZeros(subbufCount);
        this.lapMask = (1L << Math.min(LAP_BITS, POSITION_BITS - unitsShift - countShift)) - 1;
        this.dataOffset = Geometry.align(
                RingDescriptor.SLOTS_OFFSET + subbufCount * RingDescriptor.SLOT_LENGTH, Geometry.REGION_ALIGNMENT);
    }

    public int subbufSize() {
        return subbufSize;
    }

    public int subbufCount() {
        return subbufCount;
    }

    /** Units in a sub-buffer: U. */
    public int units() {
        return units;
    }

    /** The most bytes of payload that an event can have: what the kernel takes too. */
    public int maxPayload() {
        return subbufSize - (HEADER_UNITS + 2) * UNIT;
    }

    /** Where the sub-buffers begin in the region. */
    public int dataOffset() {
        return dataOffset;
    }

    /** The region's length in bytes, a multiple of 64 KiB. */
    public int regionLength() {
        return Geometry.align(dataOffset + subbufSize * subbufCount, Geometry.REGION_ALIGNMENT);
    }

    /** A {@code reserve} word. */
    public static long reserveWord(long position, long timestamp) {
        return position << STAMP_BITS | (timestamp & STAMP_MASK);
    }

    /**
     * A {@code reserve} word that claims no units, but the time: half the stamps' range away from it, so that no event
     * can be dated by its distance to it, and the next one gets an absolute time stamp.
     */
    public static long fenceWord(long position, long timestamp) {
        return reserveWord(position, timestamp + (1L << (STAMP_BITS - 1)));
    }

    /** The position in a {@code reserve} word. */
    public static long position(long reserveWord) {
        return reserveWord >>> STAMP_BITS;
    }

    /** The low bits of time in a {@code reserve} word. */
    public static long stamp(long reserveWord) {
        return reserveWord & STAMP_MASK;
    }

    /** The offset of a position in its sub-buffer, in units. */
    public int offset(long position) {
        return (int) position & (units - 1);
    }

    /** The sub-buffer of a position, modulo 2³⁶ / U. */
    public long subbuf(long position) {
        return position >>> unitsShift;
    }

    /** The position of an offset in a sub-buffer, modulo 2³⁶; offset U is the next one's 0. */
    public long position(long subbuf, int offset) {
        return ((subbuf << unitsShift) + offset) & POSITION_MASK;
    }

    /** How far sub-buffer {@code a} is ahead of {@code b}, either of them narrow or in full. */
    public long distance(long a, long b) {
        int unused = Long.SIZE - POSITION_BITS + unitsShift;
        return (a - b) << unused >> unused;
    }

    /** The sub-buffer in full 64 bits that {@code narrow} stands for, nearest to {@code near}. */
    public long widen(long narrow, long near) {
        return near + distance(narrow, near);
    }

    /** The slot of a sub-buffer. */
    public int slot(long subbuf) {
        return (int) subbuf & (subbufCount - 1);
    }

    /** The lap tag of a sub-buffer, the same for its narrow and its full number. */
    public long lap(long subbuf) {
        return subbuf >>> countShift & lapMask;
    }

    /** How far lap tag {@code a} is ahead of {@code b}. */
    public long lapDistance(long a, long b) {
        int unused = Long.numberOfLeadingZeros(lapMask);
        return (a - b) << unused >> unused;
    }

    /** How many laps before sub-buffer {@code subbuf}'s a lap tag stands for: less than there are tags. */
    public long lapsSince(long tag, long subbuf) {
        return (lap(subbuf) - tag) & lapMask;
    }

    /** The offset of a slot's words in the region. */
    public int slotOffset(long subbuf) {
        return RingDescriptor.SLOTS_OFFSET + (slot(subbuf) << RingDescriptor.SLOT_SHIFT);
    }

    /** The offset of a slot's bytes in the region. */
    public int dataOffset(long subbuf) {
        return dataOffset + slot(subbuf) * subbufSize;
    }

    /** A {@code commit} word. */
    public static long commitWord(long events, long lap, long units) {
        return events << EVENTS_SHIFT | lap << UNITS_BITS | units;
    }

    /** The units committed in this lap. */
    public static int committedUnits(long commitWord) {
        return (int) (commitWord & UNITS_MASK);
    }

    /** The lap tag in a {@code commit} word. */
    public static long committedLap(long commitWord) {
        return commitWord >>> UNITS_BITS & ((1L << LAP_BITS) - 1);
    }

    /** The low 32 bits of the events ever committed to the slot. */
    public static long committedEvents(long commitWord) {
        return commitWord >>> EVENTS_SHIFT;
    }

    /** The {@code commit} word of a slot in a fresh ring: complete, in the lap before the first. */
    public long freshCommitWord() {
        return commitWord(0, lapMask, units);
    }

    @Override
    public String toString() {
        return subbufCount + " sub-buffers of " + subbufSize + " bytes";
    }

    private static void requirePowerOfTwo(String what, int value, int least, int most) {
        Geometry.requireRange(what, value, least, most);
        if (Integer.bitCount(value) != 1) {
            throw new IllegalArgumentException(what + ": " + value + " is no power of two");
        }
    }
}
