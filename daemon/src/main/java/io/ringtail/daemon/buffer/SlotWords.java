package io.ringtail.daemon.buffer;

import io.ringtail.proto.layout.RingGeometry;
import java.lang.invoke.VarHandle;

/**
 * A slot's three words of one lap, for one thread. Writers run concurrently, so an attempt to read them may fail; each
 * failed attempt needs a writer to have entered the slot during it.
 *
 * <p>A writer that opens a sub-buffer first changes {@code commit}'s lap tag, then stores {@code base}, and
 * {@code sequence} last. So between two loads of the same lap tag, {@code base} belongs to this lap or, if
 * {@code sequence} belongs to an older one, perhaps still to that one.
 */
final class SlotWords {
    private static final int LOOKS = 4;

    private final ReaderRing ring;
    private final RingGeometry geometry;
    private int slot;
    private long commit;
    private long sequence;
    private long base;

    SlotWords(ReaderRing ring) {
        this.ring = ring;
        this.geometry = ring.geometry();
    }

    /** Reads a slot, with several attempts; returns false if it was entered during each one: then nothing is known. */
    boolean look(int at) {
        slot = at;
        for (int look = 0; look < LOOKS; look++) {
            commit = ring.commitAcquire(slot);
            sequence = ring.sequence(slot);
            base = ring.base(slot);
            VarHandle.acquireFence();
            boolean sameLap = RingGeometry.committedLap(ring.commitOpaque(slot)) == RingGeometry.committedLap(commit);
            if (sameLap && ring.sequence(slot) == sequence) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns whether the slot holds the sub-buffer named by {@code sequence}: then {@code base} belongs to this lap.
     */
    boolean held() {
        return ring.holds(slot, sequence, commit);
    }

    /**
     * Returns whether a writer is opening the slot's next sub-buffer and has not named it, and others have committed
     * events there: then {@code base} may belong to the previous lap.
     */
    boolean beingOpened() {
        return !held() && units() != 0 && units() != geometry.units();
    }

    /** Returns the sub-buffer that the lap tag denotes, not above the one that writers are in now. */
    long subbufOfLap() {
        return ring.subbufOfLap(slot, commit, ring.current());
    }

    int units() {
        return RingGeometry.committedUnits(commit);
    }

    long commit() {
        return commit;
    }

    long sequence() {
        return sequence;
    }

    long base() {
        return base;
    }

    /** Returns the number of events ever committed to the slot; correct with the previous lap's base, too. */
    long events() {
        return ReaderRing.eventsAfter(base, commit);
    }

    /** Returns the number of events committed in this lap, if the sub-buffer is held. */
    long eventsInLap() {
        return events() - base;
    }
}
