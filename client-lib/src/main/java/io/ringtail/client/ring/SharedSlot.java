package io.ringtail.client.ring;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A thread slot that threads borrow for one event at a time, and its writer.
 *
 * <pre>
 *   borrow  the number of the current borrow; stored by the holder of the slot, before it returns the slot, opaque
 *   failed  the number of the borrow that failed inside its event; stored by that borrower, volatile
 * </pre>
 *
 * A borrow has failed while the two are equal. A mark that is stored too late, after the slot was returned, names a
 * finished borrow, and means nothing.
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

    /** The index among the shared slots. */
    final int index;

    /** Used only by the borrower of the slot, whose CAS orders it after the previous borrower. */
    final RingWriter writer;

    /** Read by the borrower; a field for one that may have no stack for a call. */
    int borrow;

    volatile int failed = -1;

    SharedSlot(int index, RingWriter writer) {
        this.index = index;
        this.writer = writer;
    }

    /** Returns the current borrow's number; for the borrower. */
    int borrow() {
        return borrow;
    }

    /** Ends the current borrow, before the slot is returned. */
    void endBorrow() {
        BORROW.setOpaque(this, borrow + 1);
    }

    /**
     * Returns whether the current borrow has failed; for the sweep. Reads the mark first: it was stored after the
     * number.
     */
    boolean hasFailed() {
        int marked = failed;
        return marked == (int) BORROW.getAcquire(this);
    }
}
