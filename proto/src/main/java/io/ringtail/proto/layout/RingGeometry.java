package io.ringtail.proto.layout;

/**
 * The sizes of a ring, and the packing of its words.
 *
 * <p>Positions count 4-byte <em>units</em> since the ring was created, modulo 2³⁶. With U units in a sub-buffer and N
 * sub-buffers, unit p lies in sub-buffer q = p / U at offset p mod U, in slot q mod N. A sub-buffer's number is stored
 * in full 64 bits where space permits, and otherwise narrow, modulo 2³⁶ / U; {@link #widen} converts a narrow number to
 * a full one.
 *
 * <pre>
 *   reserve  63 ........ 28 | 27 ....... 0      commit  63 ...... 32 | 31 ... 19 | 18 ..... 0
 *            position       | time                      events       | lap       | units
 * </pre>
 */
public final class RingGeometry {
    /** The size of a unit in bytes. */
    public static final int UNIT = 4;
    /** The size of a page's header in units: no event begins below this offset. */
    public static final int HEADER_UNITS = 4;
    /** The number of timestamp bits in a {@code reserve} word. */
    public static final int STAMP_BITS = 28;

    public static final long STAMP_MASK = (1L << STAMP_BITS) - 1;
    /**
     * The first distance to the previous stamp that is not treated as a delta, in ns: a quarter of the stamps' range.
     * It is also the first distance by which the clocks of two CPUs may not disagree. A fence's stamp lies in the half
     * between the two limits.
     */
    public static final long NEAR_LIMIT = 1L << (STAMP_BITS - 2);

    public static final int POSITION_BITS = Long.SIZE - STAMP_BITS;
    public static final long POSITION_MASK = (1L << POSITION_BITS) - 1;

    /** The offset in units of {@code reserve} while the next sub-buffer is undecided; no event begins there. */
    public static final int UNDECIDED = 0;
    /** The offset in units of {@code reserve} once the next sub-buffer is decided; no event begins there. */
    public static final int DECIDED = 1;

    public static final int UNITS_BITS = 19;
    public static final long UNITS_MASK = (1L << UNITS_BITS) - 1;
    public static final int LAP_BITS = 13;
    public static final int EVENTS_SHIFT = UNITS_BITS + LAP_BITS;
    /** The increment of one event in a {@code commit} word. */
    public static final long ONE_EVENT = 1L << EVENTS_SHIFT;

    private static final long EVENTS_MASK = 0xffff_ffffL;
    private static final int UNIT_SHIFT = 2;

    public static final int MIN_SUBBUF_SIZE = 1 << 12;
    public static final int MAX_SUBBUF_SIZE = 1 << 20;
    public static final int MIN_SUBBUF_COUNT = 4;
    public static final int MAX_SUBBUF_COUNT = 1 << 14;
    /** The maximum size of a ring's sub-buffers in bytes: a region is one mapping, which must be smaller than 2 GiB. */
    public static final long MAX_RING_SIZE = 1L << 30;

    private final int subbufSize;
    private final int subbufCount;
    private final int units;
    private final int unitsShift;
    private final int countShift;
    private final long lapMask;
    private final int dataOffset;
    /** Masks a position to its place among the units of the ring. */
    private final int ringMask;

    /**
     * Creates the geometry of a ring with {@code subbufCount} sub-buffers, at most 1 GiB in all.
     *
     * @param subbufSize the size of a sub-buffer in bytes, a power of two from 4 KiB to 1 MiB
     * @param subbufCount the number of sub-buffers, a power of two from 4 to 16,384
     * @throws IllegalArgumentException if a size is out of range or no power of two
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
        this.ringMask = units * subbufCount - 1;
        this.countShift = Integer.numberOfTrailingZeros(subbufCount);
        this.lapMask = (1L << Math.min(LAP_BITS, POSITION_BITS - unitsShift - countShift)) - 1;
        this.dataOffset = Geometry.align(
                RingDescriptor.SLOTS_OFFSET + subbufCount * RingDescriptor.SLOT_LENGTH, Geometry.REGION_ALIGNMENT);
    }

    /**
     * Returns the geometry with another number of sub-buffers.
     *
     * @throws IllegalArgumentException if it is out of range or no power of two
     */
    public RingGeometry withCount(int count) {
        return count == subbufCount ? this : new RingGeometry(subbufSize, count);
    }

    /** Returns the size of a sub-buffer in bytes. */
    public int subbufSize() {
        return subbufSize;
    }

    /** Returns the number of sub-buffers: N. */
    public int subbufCount() {
        return subbufCount;
    }

    /** Returns the number of units in a sub-buffer: U. */
    public int units() {
        return units;
    }

    /** Returns the maximum payload of an event in bytes, the same as the kernel's. */
    public int maxPayload() {
        return subbufSize - (HEADER_UNITS + 2) * UNIT;
    }

    /** Returns the offset in the region, in bytes, of the first sub-buffer. */
    public int dataOffset() {
        return dataOffset;
    }

    /** Returns the region's length in bytes, a multiple of 64 KiB. */
    public int regionLength() {
        return Geometry.align(dataOffset + subbufSize * subbufCount, Geometry.REGION_ALIGNMENT);
    }

    /**
     * Packs a {@code reserve} word.
     *
     * @param timestamp in ns; the word keeps its low {@value #STAMP_BITS} bits
     */
    public static long reserveWord(long position, long timestamp) {
        return position << STAMP_BITS | (timestamp & STAMP_MASK);
    }

    /**
     * Packs the {@code reserve} word of a fence, which claims a time but no units. Its stamp is half the stamps' range
     * away from that time, so that no event can be dated by its distance to the stamp, and the next event gets an
     * absolute timestamp.
     */
    public static long fenceWord(long position, long timestamp) {
        return reserveWord(position, timestamp + (1L << (STAMP_BITS - 1)));
    }

    /**
     * Returns the {@code reserve} word that replaces one of a ring being closed: the same position with the next stamp.
     * No number of such replacements, by writers that leave and by daemons that close, leads back to a word that a
     * writer may still hold; a fence's stamp would, since half the range added twice is nothing.
     */
    public static long closedWord(long reserveWord) {
        return reserveWord(position(reserveWord), reserveWord + 1);
    }

    /** Returns the position in a {@code reserve} word, in units. */
    public static long position(long reserveWord) {
        return reserveWord >>> STAMP_BITS;
    }

    /** Returns the low {@value #STAMP_BITS} bits of the time in a {@code reserve} word. */
    public static long stamp(long reserveWord) {
        return reserveWord & STAMP_MASK;
    }

    /** Returns the offset of a position within its sub-buffer, in units. */
    public int offset(long position) {
        return (int) position & (units - 1);
    }

    /** Returns the sub-buffer that contains a position, modulo 2³⁶ / U. */
    public long subbuf(long position) {
        return position >>> unitsShift;
    }

    /** Returns the position of an offset in a sub-buffer, modulo 2³⁶; offset U is the next sub-buffer's offset 0. */
    public long position(long subbuf, int offset) {
        return ((subbuf << unitsShift) + offset) & POSITION_MASK;
    }

    /** Returns how far sub-buffer {@code a} is ahead of {@code b}; either number may be narrow or full. */
    public long distance(long a, long b) {
        int unused = Long.SIZE - POSITION_BITS + unitsShift;
        return (a - b) << unused >> unused;
    }

    /** Returns the full 64-bit number of the sub-buffer that {@code narrow} denotes, nearest to {@code near}. */
    public long widen(long narrow, long near) {
        return near + distance(narrow, near);
    }

    /** Returns the slot of a sub-buffer. */
    public int slot(long subbuf) {
        return (int) subbuf & (subbufCount - 1);
    }

    /** Returns the lap tag of a sub-buffer, the same for its narrow and its full number. */
    public long lap(long subbuf) {
        return subbuf >>> countShift & lapMask;
    }

    /** Returns how far lap tag {@code a} is ahead of {@code b}. */
    public long lapDistance(long a, long b) {
        int unused = Long.numberOfLeadingZeros(lapMask);
        return (a - b) << unused >> unused;
    }

    /** Returns how many laps before {@code subbuf}'s a lap tag was set, modulo the number of tags. */
    public long lapsSince(long tag, long subbuf) {
        return (lap(subbuf) - tag) & lapMask;
    }

    /** Returns the offset in the region, in bytes, of the words of a sub-buffer's slot. */
    public int slotOffset(long subbuf) {
        return RingDescriptor.SLOTS_OFFSET + (slot(subbuf) << RingDescriptor.SLOT_SHIFT);
    }

    /** Returns the offset in the region, in bytes, of the slot whose sub-buffer's data include an offset. */
    public int slotOffsetAt(int offset) {
        int slot = (offset - dataOffset) >>> (unitsShift + UNIT_SHIFT);
        return RingDescriptor.SLOTS_OFFSET + (slot << RingDescriptor.SLOT_SHIFT);
    }

    /** Returns the offset in the region, in bytes, of a sub-buffer's data. */
    public int dataOffset(long subbuf) {
        return dataOffset + slot(subbuf) * subbufSize;
    }

    /** Returns the offset in the region, in bytes, of a position. */
    public int byteOffset(long position) {
        return dataOffset + (((int) position & ringMask) << UNIT_SHIFT);
    }

    /** Packs a {@code commit} word. */
    public static long commitWord(long events, long lap, long units) {
        return events << EVENTS_SHIFT | lap << UNITS_BITS | units;
    }

    /** Returns the units committed in this lap. */
    public static int committedUnits(long commitWord) {
        return (int) (commitWord & UNITS_MASK);
    }

    /** Returns the lap tag in a {@code commit} word. */
    public static long committedLap(long commitWord) {
        return commitWord >>> UNITS_BITS & ((1L << LAP_BITS) - 1);
    }

    /** Returns the low 32 bits of the number of events ever committed to the slot. */
    public static long committedEvents(long commitWord) {
        return commitWord >>> EVENTS_SHIFT;
    }

    /**
     * Returns the events that a {@code commit} word counts since a number of events.
     *
     * @param events at most 2³² - 1 less than the number that the word stands for; only its low 32 bits matter
     */
    public static long eventsSince(long commitWord, long events) {
        return (committedEvents(commitWord) - events) & EVENTS_MASK;
    }

    /**
     * Returns whether a lap can have begun at a number of events.
     *
     * @param base the slot's number of events before the lap
     * @param commitWord the lap's {@code commit} word: no lap counts more events than units
     * @param formerBase the slot's number of events before an earlier lap
     */
    public static boolean isPossibleBase(long base, long commitWord, long formerBase) {
        long grown = base - formerBase;
        return eventsSince(commitWord, base) <= committedUnits(commitWord) && grown >= 0 && grown <= EVENTS_MASK;
    }

    /** Returns a slot's {@code commit} word in a fresh ring: complete, in the lap before the first. */
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
            throw new IllegalArgumentException(what + ": " + value + " is not a power of two");
        }
    }
}
