package io.ringtail.client.ring;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A thread slot that threads borrow for one event each, and the writer that goes with it.
 *
 * <pre>
 *   borrow  the number of the present borrow; stored by whoever has the slot, before it gives the slot back, opaque
 *   failed  the number of the borrow that failed inside its event; stored by that borrower, volatile
 * </pre>
 *
 * A borrow has failed while both are the same. A mark that comes too late, after the slot was given back, names a borrow
 * that is over, and means nothing.
 */
final class SharedSlot {
    private static final VarHandle BORROW;

    static {
        try {
            BORROW = MethodHandles.lookup().findVarHandle(SharedSlot.class, "borrow", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Which of the shared slots it is. */
    final int index;

    /** Used only by whoever has borrowed the slot, whose CAS orders it after the borrower before. */
    final RingWriter writer;

    private int borrow;
    volatile int failed = -1;

    SharedSlot(int index, RingWriter writer) {
        this.index = index;
        this.writer = writer;
    }

    /** The present borrow's number; for the borrower. */
    int borrow() {
        return borrow;
    }

    /** Ends the present borrow, before the slot is given back. */
    void endBorrow() {
        BORROW.setOpaque(this, borrow + 1);
    }

    /** Whether the present borrow has failed; for the sweep. The mark is read first: its store came after the number's. */
    boolean hasFailed() {
        int marked = failed;
        return marked == (int) BORROW.getAcquire(this);
    }
}
