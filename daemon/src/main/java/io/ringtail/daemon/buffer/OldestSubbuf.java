package io.ringtail.daemon.buffer;

import io.ringtail.proto.layout.RingGeometry;
import java.lang.invoke.VarHandle;

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
     * Returns the sub-buffer with the first event of a time or later: the last one that begins before that time, or
     * else the oldest.
     */
    static long since(ReaderRing ring, long sinceNs, long newest) {
        long found = -1;
        for (int slot = 0; slot < ring.geometry().subbufCount(); slot++) {
            long held = heldBy(ring, slot, -1, newest);
            if (held != NONE && held > found && held <= newest && beginsBefore(ring, held, sinceNs)) {
                found = held;
            }
        }
        long oldest = found < 0 ? after(ring, -1, newest) : found;
        return oldest == NONE ? newest : oldest;
    }

    /** Whether a sub-buffer begins before a time, unless its slot was entered again in the meantime. */
    private static boolean beginsBefore(ReaderRing ring, long subbuf, long timeNs) {
        long begin = ring.pageTimestamp(subbuf);
        VarHandle.acquireFence();
        return begin < timeNs && ring.sequence(subbuf) == subbuf;
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
