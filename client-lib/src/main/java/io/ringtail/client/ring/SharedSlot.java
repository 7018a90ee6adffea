package io.ringtail.client.ring;

import org.jspecify.annotations.Nullable;

/** A thread slot that threads borrow for one event at a time, and its writer. */
final class SharedSlot {
    /** The index among the shared slots. */
    final int index;

    /** Used only by the borrower of the slot, whose CAS orders it after the previous borrower. */
    final RingWriter writer;

    /** The borrower that failed inside its event and has not returned the slot; cleared by the sweep. */
    volatile @Nullable Thread failed;

    SharedSlot(int index, RingWriter writer) {
        this.index = index;
        this.writer = writer;
    }
}
