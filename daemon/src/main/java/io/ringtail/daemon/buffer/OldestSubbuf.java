package io.ringtail.daemon.buffer;

import io.ringtail.proto.layout.RingGeometry;

/** The sub-buffer that a reader goes on with which was overtaken, or begins: the oldest that is left. */
final class OldestSubbuf {
    /** No sub-buffer: larger than any. */
    static final long NONE = Long.MAX_VALUE;

    /** At a slot's two words, until they are of one moment. */
    private static final int LOOKS = 4;

    private OldestSubbuf() {}

    /**
     * The smallest sub-buffer above {@code after} that a slot holds, or is being opened for; none is above
     * {@code newest}, where writers are.
     */
    static long after(Ring ring, long after, long newest) {
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
     * The sub-buffer in a slot. Where its lap tag is not its sequence's, a writer that opens it has not stored the
     * sequence yet, and the tag tells which one it will be. {@link #NONE} where nobody is at it.
     */
    private static long heldBy(Ring ring, int slot, long after, long newest) {
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
