package io.ringtail.daemon.buffer;

import io.ringtail.proto.layout.RingGeometry;

/** Finds the oldest sub-buffer left, where a reader continues that was overtaken, or starts. */
final class OldestSubbuf {
    /** No sub-buffer: larger than any number. */
    static final long NONE = Long.MAX_VALUE;

    /** The number of attempts to read a slot's two words consistently. */
    private static final int LOOKS = 4;

    private OldestSubbuf() {}

    /**
     * Returns the smallest sub-buffer above {@code after} that a slot holds, or is being opened for; none is above
     * {@code newest}, where writers are.
     */
    static long after(ReaderRing ring, long after, long newest) {
        long oldest = NONE;
        for (int slot = 0; slot < ring.geometry().subbufCount(); slot++) {
            long held = heldBy(ring, slot, after, newest);
            if (held > after && held <= newest && held < oldest) {
                oldest = held;
            }
        }
        return oldest;
    }

    /**
     * Returns the sub-buffer in a slot, or {@link #NONE} if there is none. If the slot's lap tag differs from its
     * sequence's, the writer that opens it has not stored the sequence yet, and the tag determines the sub-buffer.
     */
    private static long heldBy(ReaderRing ring, int slot, long after, long newest) {
        for (int attempt = 0; attempt < LOOKS; attempt++) {
            long commit = ring.commitAcquire(slot);
            long sequence = ring.sequence(slot);
            if (ring.holds(slot, sequence, commit)) {
                return sequence;
            }
            if (after >= 0
                    && RingGeometry.committedUnits(commit) != ring.geometry().units()) {
                return ring.subbufOfLap(slot, commit, newest);
            }
        }
        return NONE;
    }
}
