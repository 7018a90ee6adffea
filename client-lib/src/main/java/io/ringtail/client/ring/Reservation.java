package io.ringtail.client.ring;

import io.ringtail.proto.layout.RingGeometry;

/** A place in a ring that a writer wants or has: one mutable object per writer, so that an event allocates nothing. */
final class Reservation {
    /** Half of the stamps' range, and the first delta that an event header cannot hold, ns. */
    static final long DELTA_LIMIT = 1L << 27;

    /** By how much two CPUs' clocks may disagree; half of what is not a delta, ns. */
    private static final long DISAGREEMENT_LIMIT = DELTA_LIMIT / 2;

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
     * Dates an event: exact where the clock has moved a little, an absolute stamp after a longer gap and after a fence,
     * and never before the event before it, should two CPUs' clocks disagree.
     *
     * <p>A fence's stamp is half the range away from its time. So it reads as a delta that is too large, or, once 67 ms have
     * passed, as any: then the last event's time, which is no later than the fence, is as far away.
     */
    void date(long reserveWord, long now, long lastTimestamp, int eventUnits) {
        word = reserveWord;
        units = eventUnits;
        timestamp = now;
        delta = 0;
        long ahead = (now - RingGeometry.stamp(reserveWord)) & RingGeometry.STAMP_MASK;
        long behind = RingGeometry.STAMP_MASK + 1 - ahead;
        absolute = now - lastTimestamp >= DELTA_LIMIT - DISAGREEMENT_LIMIT
                || (ahead >= DELTA_LIMIT && behind > DISAGREEMENT_LIMIT);
        if (absolute) {
            return;
        }
        if (ahead < DELTA_LIMIT) {
            delta = (int) ahead;
        } else {
            timestamp = now + behind;
        }
    }
}
