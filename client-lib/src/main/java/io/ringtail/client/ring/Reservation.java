package io.ringtail.client.ring;

import io.ringtail.proto.layout.RingGeometry;

/** A place in a ring that a writer wants or has: one mutable object per writer, so that an event allocates nothing. */
final class Reservation {
    /** Half of the stamps' range, and the first delta that an event header cannot hold, ns. */
    static final long DELTA_LIMIT = 1L << 27;

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
     * Dates an event: exact where the clock has moved by less than 134 ms, an absolute stamp after a longer gap, and
     * never before the event before it, should two CPUs' clocks disagree.
     */
    void date(long reserveWord, long now, long lastTimestamp, int eventUnits) {
        word = reserveWord;
        units = eventUnits;
        timestamp = now;
        delta = 0;
        absolute = now - lastTimestamp >= DELTA_LIMIT;
        if (absolute) {
            return;
        }
        long ahead = (now - RingGeometry.stamp(reserveWord)) & RingGeometry.STAMP_MASK;
        if (ahead < DELTA_LIMIT) {
            delta = (int) ahead;
        } else {
            timestamp = now + (RingGeometry.STAMP_MASK + 1 - ahead);
        }
    }
}
