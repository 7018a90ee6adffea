package io.ringtail.client.ring;

import io.ringtail.proto.layout.RingGeometry;

/** A place in a ring that a writer wants or has: one mutable object per writer, so that an event allocates nothing. */
final class Reservation {
    /** The value of {@code reserve} as read. */
    long word;
    /** The new value of {@code reserve}. */
    long next;
    /** The sub-buffer, modulo 2³⁶ / U. */
    long subbuf;
    /**
     * The sub-buffer in full 64 bits, determined before the claim: a writer that slept could no longer determine it.
     */
    long wideSubbuf;
    /** The offset in the sub-buffer at which the units begin. */
    int offset;
    /** The units owed. */
    int units;
    /** The event's full time in ns. */
    long timestamp;
    /** The time in ns since the previous event. */
    int delta;
    /** Whether an absolute timestamp must precede the event. */
    boolean absolute;
    /** Whether the event opens its sub-buffer. */
    boolean opens;
    /** The number of events of the slot before this lap. */
    long base;

    /**
     * Dates an event: by a delta if the clock has advanced little, by an absolute timestamp after a longer gap and
     * after a fence, and never earlier than the previous event, in case the clocks of two CPUs disagree.
     *
     * <pre>
     *   now - stamp, modulo 2^28:
     *   0 ... delta ... 2^26 ... absolute (a gap, or a fence) ... 3 * 2^26 ... clocks disagree
     * </pre>
     *
     * <p>A fence's stamp is half the range away from its time. Once 67 ms have passed since the fence, the distance to
     * its stamp can have any value: then the last event's time, which is no later than the fence, is at least as
     * far away.
     */
    void date(long reserveWord, long now, long lastTimestamp, int eventUnits) {
        word = reserveWord;
        units = eventUnits;
        timestamp = now;
        delta = 0;
        long ahead = (now - RingGeometry.stamp(reserveWord)) & RingGeometry.STAMP_MASK;
        long behind = RingGeometry.STAMP_MASK + 1 - ahead;
        absolute = now - lastTimestamp >= RingGeometry.NEAR_LIMIT
                || (ahead >= RingGeometry.NEAR_LIMIT && behind > RingGeometry.NEAR_LIMIT);
        if (absolute) {
            return;
        }
        if (ahead < RingGeometry.NEAR_LIMIT) {
            delta = (int) ahead;
        } else {
            timestamp = now + behind;
        }
    }
}
