package io.ringtail.client;

import io.ringtail.client.cpu.CpuId;
import io.ringtail.client.ring.Attachment;
import io.ringtail.client.ring.OwnSlot;
import io.ringtail.client.ring.ThreadSlots;
import io.ringtail.client.ring.WriterRing;
import io.ringtail.proto.layout.RingDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * A thread's means to write: its slot's writer, its CPU, its id. A virtual thread borrows a context for one event; such
 * a context has no slot of its own, and queries the carrier's id each time.
 */
final class ThreadContext {
    /**
     * The number of events that a thread without a slot writes with borrowed ones before it tries again to get its own.
     */
    private static final int ASK_AGAIN = 256;

    /** Where this thread's events are counted that are lost without the stack for a call. */
    final LostEvents lost;

    private final Threads threads;
    private final @Nullable ThreadEntry owner;
    private final boolean lent;
    /** Whether the context returns to the pool after an event. */
    private final boolean pooled;
    /** The thread to which this context is lent. */
    private @Nullable Thread holder;

    private @Nullable Attachment attachment;
    private @Nullable OwnSlot own;

    private @Nullable CpuId cpuId;
    /** The thread id, or 0 if it is queried with each event. */
    private int tid;
    /** The last ring used in the attachment; the CPU's own unless the event was rerouted. */
    private @Nullable WriterRing lastRing;

    private int borrowed;
    /** Whether the last event with a borrowed slot failed. */
    private boolean borrowing;

    /**
     * Creates a context of a platform thread, or one to lend.
     *
     * @param owner the thread's entry; null for a context to lend
     * @param pooled whether a context to lend is one for virtual threads; otherwise one platform thread borrows it each
     *     time, since the context keeps that thread's means to read its CPU
     */
    ThreadContext(Threads threads, @Nullable ThreadEntry owner, boolean pooled) {
        this.threads = threads;
        this.lost = threads.lost();
        this.owner = owner;
        this.lent = owner == null;
        this.pooled = pooled;
    }

    void lendTo(Thread thread) {
        holder = thread;
    }

    /** Returns whether the current thread may write with this context. */
    boolean isCurrent() {
        Thread current = Thread.currentThread();
        return owner != null ? owner.refersTo(current) : holder == current;
    }

    /** Returns the thread id for an event in an attachment. */
    int tid(Attachment target) {
        return lent || tid == 0 || target != attachment ? askTid(target) : tid;
    }

    /** Queries the id. If the kernel's id would denote another thread to the daemon, the slot must be taken first. */
    private int askTid(Attachment target) {
        if (target.slots().hasOwnIds()) {
            return threads.currentTid();
        }
        if (target != attachment && !target.slots().areRevoked()) {
            enter(target);
        }
        OwnSlot slot = own;
        return target.slots().eventId(slot == null ? ThreadSlots.NONE : slot.number());
    }

    /** Fills a writer with what the last event used, if that is also what the next one will use. */
    void prepare(TypedWriter writer) {
        Attachment target = attachment;
        OwnSlot slot = own;
        WriterRing ring = lastRing;
        CpuId current = cpuId;
        if (target != null && slot != null && ring != null && current != null && tid != 0) {
            writer.follow(target, slot, ring, current, tid);
        } else {
            writer.clear();
        }
    }

    void done(EventRecord record) {
        if (lent) {
            holder = null;
            if (pooled) {
                threads.giveBack(record);
            }
        }
    }

    /** Writes a payload, or counts why it could not. */
    boolean write(Attachment target, byte[] payload, int length, boolean complete, boolean cut) {
        // First: in a file that the process has left, nothing but this is counted.
        if (target.slots().areRevoked()) {
            target.countRefused(complete);
            return false;
        }
        if (target != attachment) {
            enter(target);
        }
        CpuId current = cpuId;
        WriterRing ring = current == null ? null : ringFor(target, current.cpu());
        if (ring == null) {
            return false;
        }
        if (!complete) {
            ring.count(RingDescriptor.MALFORMED_OFFSET);
            return false;
        }
        if (cut) {
            ring.count(RingDescriptor.CUT_OFFSET);
        }
        return write(target, ring, payload, length);
    }

    /**
     * Returns the ring for a CPU. A thread rarely changes its CPU: this finds the ring without waiting for the CPU's
     * number to look it up. The mask is checked in any case.
     */
    private @Nullable WriterRing ringFor(Attachment target, int cpu) {
        WriterRing last = lastRing;
        if (last != null && last.cpu() == cpu && target.online(cpu)) {
            if (last.successor() != null) {
                lastRing = last.latest();
                return lastRing;
            }
            return last;
        }
        WriterRing ring = target.ringFor(cpu);
        lastRing = ring;
        return ring;
    }

    private boolean write(Attachment target, WriterRing ring, byte[] payload, int length) {
        if (borrowing) {
            giveUpBorrowed(target);
        }
        OwnSlot slot = own;
        if (slot != null) {
            OwnSlot.Result result = slot.writeOwn(ring, payload, length);
            if (result == OwnSlot.Result.REVOKED) {
                target.countRefused(true);
            }
            if (result != OwnSlot.Result.OWING) {
                return result == OwnSlot.Result.WRITTEN;
            }
        } else if (!lent && ++borrowed % ASK_AGAIN == 0) {
            takeSlot(target, threads.currentTid());
        }
        borrowing = true;
        boolean written = target.writeShared(ring, payload, length);
        borrowing = false;
        return written;
    }

    /** Abandons the slot that the last event had borrowed when it failed. */
    private void giveUpBorrowed(Attachment from) {
        from.slots().giveUpBorrowed(Thread.currentThread());
        borrowing = false;
    }

    private void enter(Attachment target) {
        Attachment last = attachment;
        if (borrowing && last != null) {
            giveUpBorrowed(last);
        }
        own = null;
        lastRing = null;
        cpuId = threads.currentCpuId();
        // Only now: whatever failed before is retried with the next event.
        attachment = target;
        tid = 0;
        if (!lent) {
            int kernelId = threads.currentTid();
            tid = target.slots().hasOwnIds() ? kernelId : 0;
            takeSlot(target, kernelId);
        }
    }

    private void takeSlot(Attachment target, int kernelId) {
        own = target.slots().takeOwn(Thread.currentThread(), kernelId);
    }
}
