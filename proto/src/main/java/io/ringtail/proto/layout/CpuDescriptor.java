package io.ringtail.proto.layout;

/**
 * The descriptor of one possible CPU; only the daemon writes it.
 *
 * <pre>
 *     0 state    u32  0 absent, 1 prepared: its region is allocated and initialised, permanently; release
 *     4 count    u32  sub-buffers of the ring at the even place, a power of two; before the state or the turn
 *     8 region   u64  the even place: offset in the file; before the state or the turn
 *    16 length   u64  length of the region there; before the state or the turn
 *    24 epoch    u64  epoch in which it was prepared; before the state
 *    32 turn     u64  stage &lt;&lt; 32 | how many rings the CPU has had before; release
 *    40 count    u32  sub-buffers of the ring at the odd place; before the turn
 *    48 region   u64  the odd place: offset in the file; before the turn
 *    56 past     9 x u64  what former rings have counted: written, dropped, no slot, cut, malformed, rerouted,
 *                         repaired, ambiguous, bytes reserved; before the turn
 * </pre>
 *
 * A CPU's first ring is at the even place, the next one at the odd place, and so on: the parity of the number of rings
 * before gives the place of the current ring, and the stage tells what is at the other one. Clients read the state with
 * acquire, the turn with acquire, then the rest, and the turn again: if it has changed, what they read may be a mixture.
 */
public final class CpuDescriptor {
    public static final int LENGTH = 128;

    public static final int STATE_OFFSET = 0;
    public static final int COUNT_OFFSET = 4;
    public static final int REGION_OFFSET = 8;
    public static final int REGION_LENGTH_OFFSET = REGION_OFFSET + Long.BYTES;
    public static final int EPOCH_OFFSET = REGION_LENGTH_OFFSET + Long.BYTES;
    public static final int TURN_OFFSET = EPOCH_OFFSET + Long.BYTES;
    public static final int ODD_COUNT_OFFSET = TURN_OFFSET + Long.BYTES;
    public static final int ODD_REGION_OFFSET = ODD_COUNT_OFFSET + Long.BYTES;
    public static final int PAST_OFFSET = ODD_REGION_OFFSET + Long.BYTES;
    /** The number of words from {@link #PAST_OFFSET} on. */
    public static final int PAST_COUNTERS = 9;

    public static final int ABSENT = 0;
    public static final int PREPARED = 1;

    /** The other place is free. */
    public static final int ALONE = 0;
    /** At the other place is the ring that clients map, and write to once the current one is closed. */
    public static final int NEXT = 1;
    /** At the other place is the last ring, which is closed, and which readers may still need. */
    public static final int FORMER = 2;

    private CpuDescriptor() {}

    /** Packs a turn. */
    public static long turn(int stage, int ringsBefore) {
        return (long) stage << Integer.SIZE | Integer.toUnsignedLong(ringsBefore);
    }

    /** Returns the stage of a turn. */
    public static int stage(long turn) {
        return (int) (turn >>> Integer.SIZE);
    }

    /** Returns how many rings the CPU has had before the current one. */
    public static int ringsBefore(long turn) {
        return (int) turn;
    }

    /** Returns the offset of the number of sub-buffers of a CPU's ring. */
    public static int countOffset(int ringsBefore) {
        return (ringsBefore & 1) == 0 ? COUNT_OFFSET : ODD_COUNT_OFFSET;
    }

    /** Returns the offset of the place of a CPU's ring. */
    public static int regionOffset(int ringsBefore) {
        return (ringsBefore & 1) == 0 ? REGION_OFFSET : ODD_REGION_OFFSET;
    }
}
