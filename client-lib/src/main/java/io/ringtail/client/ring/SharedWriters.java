package io.ringtail.client.ring;

import io.ringtail.proto.layout.RingDescriptor;

/** Writers for threads without their own slot: each event borrows a slot and its writer. */
final class SharedWriters {
    private final ThreadSlots slots;
    private final Runnable onRefused;

    /**
     * Creates writers.
     *
     * @param onRefused called for each event that finds the slots revoked
     */
    SharedWriters(ThreadSlots slots, Runnable onRefused) {
        this.slots = slots;
        this.onRefused = onRefused;
    }

    /**
     * Writes an event; returns false, and counts it, if no slot or no sub-buffer was free. An event that fails keeps
     * its slot until the sweep: the store that records the failure needs no stack, which may be exhausted. A stack or
     * heap overflow, or what the JVM makes of one as it links a call, is thrown only if the event has no place in the
     * ring, so that the daemon does not count it, and is not counted as dropped.
     */
    boolean write(WriterRing ring, byte[] payload, int length) {
        Thread borrower = Thread.currentThread();
        SharedSlot slot = slots.borrow(ring.cpu(), borrower);
        if (slot == null) {
            ring.count(RingDescriptor.NO_SLOT_OFFSET);
            return false;
        }
        int borrow = slot.borrow();
        boolean counted = false;
        // No call may come between the borrowing and this except that one, which needs no more stack than the borrowing
        // did.
        try {
            slot.writer.step = RingWriter.BEGUN;
            boolean written = false;
            if (slots.areRevoked()) {
                onRefused.run();
                counted = true;
            } else {
                written = slot.writer.write(ring, payload, length);
            }
            slots.giveBack(slot);
            return written;
        } catch (VirtualMachineError | LinkageError e) {
            // Read before the mark, which leaves the slot to the sweep. The mark is the current number: the stack may
            // have ended between the two steps of the return.
            int reached = slot.writer.step;
            slot.writer.tookNothing = reached == RingWriter.BEGUN && e instanceof StackOverflowError;
            slot.failed = slot.borrow;
            if (!counted && reached <= RingWriter.BEGUN) {
                throw e;
            }
            return reached == RingWriter.COMMITTED;
        } catch (Throwable e) {
            slot.failed = borrow;
            throw e;
        }
    }
}
