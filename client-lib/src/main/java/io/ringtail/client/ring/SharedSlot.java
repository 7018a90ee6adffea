package io.ringtail.client.ring;

import org.jspecify.annotations.Nullable;

/** A thread slot that threads borrow for one event each, and the writer that goes with it. */
final class SharedSlot {
    /** Which of the shared slots it is. */
    final int index;

    /** Used only by whoever has borrowed the slot, whose CAS orders it after the borrower before. */
    final RingWriter writer;

    /** The borrower that failed in the middle of its event, and has not given the slot back; cleared by the sweep. */
    volatile @Nullable Thread failed;

    SharedSlot(int index, RingWriter writer) {
        this.index = index;
        this.writer = writer;
    }
}
