package io.ringtail.daemon.buffer;

import io.ringtail.proto.layout.RingGeometry;
import java.lang.invoke.VarHandle;

/**
 * A slot's three words of one lap, for one thread. Writers go on meanwhile, so a look may fail; each that does needs a writer
 * to have entered the slot during it.
 *
 * <p>A writer that opens a sub-buffer changes {@code commit}'s lap tag first, stores {@code base} then, and {@code sequence}
 * last. So between two loads of the same lap tag, {@code base} is this lap's or, where {@code sequence} is an older
 * one's, perhaps still that one's.
 */
final class SlotWords {
    private static final int LOOKS = 4;

    private final Ring ring;
    private final RingGeometry geometry;
    private int slot;
    private long commit;
    private long sequence;
    private long base;

    SlotWords(Ring ring) {
        this.ring = ring;
        this.geometry = ring.geometry();
    }

    /** Looks at a slot a few times; false where it was entered during each look, and then nothing is known. */
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

    /** Whether the slot holds the sub-buffer that {@code sequence} names: then {@code base} is of this lap. */
    boolean held() {
        return ring.holds(slot, sequence, commit);
    }

    /**
     * Whether somebody opens the slot's next sub-buffer and has not named it, and others have committed events there: then
     * {@code base} may be the last lap's.
     */
    boolean beingOpened() {
        return !held() && units() != 0 && units() != geometry.units();
    }

    /** The sub-buffer that the lap tag stands for, not above the one that writers are in now. */
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

    /** Events ever committed to the slot; right with the last lap's base as well. */
    long events() {
        return Ring.eventsAfter(base, commit);
    }

    /** Events committed in this lap, where the sub-buffer is held. */
    long eventsInLap() {
        return events() - base;
    }
}
