package io.ringtail.client.ring;

import io.ringtail.proto.layout.RingGeometry;

/** A place in a ring that a writer wants or has: one mutable object per writer, so that an event allocates nothing. */
final class Reservation {
    /**
     * The first distance to the stamp before that is not taken for a delta: a quarter of the stamps' range, ns. So is the
     * first by which two CPUs' clocks may not disagree. A fence's stamp is in the half between the two.
     */
    static final long NEAR_LIMIT = 1L << 26;

    /** {@code reserve} as it was read. */
    long word;
    /** {@code reserve} as it shall be. */
    long next;
    /** The sub-buffer, modulo 2³⁶ / U. */
    long subbuf;
    /** The same in full 64 bits, as it was before the claim: a writer that slept could not tell any more. */
    long wideSubbuf;
    /** Where the units begin in the sub-buffer. */
    int offset;
    /** The units owed. */
    int units;
    /** The event's time in full, ns. */
    long timestamp;
    /** ns since the event before it. */
    int delta;
    /** Whether the event needs a time stamp of its own before it. */
    boolean absolute;
    /** Whether the event opens its sub-buffer. */
    boolean opens;
    /** Events of the slot before this lap. */
    long base;

    /**
     * Dates an event: by a delta where the clock has moved a little, by an absolute time stamp after a longer gap and after
     * a fence, and never before the event before it, should two CPUs' clocks disagree.
     *
     * <pre>
     *   now - stamp, modulo 2^28:   0 ... delta ... 2^26 ... absolute (a gap, or a fence) ... 3 * 2^26 ... clocks disagree
     * </pre>
     *
     * <p>A fence's stamp is half the range away from its time. Once 67 ms have passed since it, its distance reads as any
     * other: then the last event's time, which is no later than the fence, is as far away.
     */
    void date(long reserveWord, long now, long lastTimestamp, int eventUnits) {
        word = reserveWord;
        units = eventUnits;
        timestamp = now;
        delta = 0;
        long ahead = (now - RingGeometry.stamp(reserveWord)) & RingGeometry.STAMP_MASK;
        long behind = RingGeometry.STAMP_MASK + 1 - ahead;
        absolute = now - lastTimestamp >= NEAR_LIMIT || (ahead >= NEAR_LIMIT && behind > NEAR_LIMIT);
        if (absolute) {
            return;
        }
        if (ahead < NEAR_LIMIT) {
            delta = (int) ahead;
        } else {
            timestamp = now + behind;
        }
    }
}
