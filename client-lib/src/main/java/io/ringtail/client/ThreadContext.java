package io.ringtail.client;

import io.ringtail.client.cpu.CpuId;
import io.ringtail.client.ring.Attachment;
import io.ringtail.client.ring.OwnSlot;
import io.ringtail.client.ring.Ring;
import io.ringtail.client.ring.ThreadSlots;
import io.ringtail.proto.layout.RingDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * What a thread needs to write: its slot's writer, its CPU, its id. A virtual thread's is lent to it for one event, has
 * no slot of its own, and asks for the carrier's id each time.
 */
final class ThreadContext {
    /** Events that a thread without a slot writes with borrowed ones before it asks again. */
    private static final int ASK_AGAIN = 256;

    private final Threads threads;
    private final @Nullable ThreadEntry owner;
    private final boolean lent;
    /** Whom a lent one is lent to. */
    private @Nullable Thread holder;

    private @Nullable Attachment attachment;
    private @Nullable OwnSlot own;

    private @Nullable CpuId cpuId;
    /** 0 where it is asked for with each event. */
    private int tid;
    /** Of the attachment; the CPU's own but for one that is rerouted. */
    private @Nullable Ring lastRing;

    private int borrowed;
    /** Whether the last event with a borrowed slot failed. */
    private boolean borrowing;

    /**
     * A context of a platform thread, or one to lend.
     *
     * @param owner the thread's entry; null for one that is lent
     */
    ThreadContext(Threads threads, @Nullable ThreadEntry owner) {
        this.threads = threads;
        this.owner = owner;
        this.lent = owner == null;
    }

    void lendTo(Thread thread) {
        holder = thread;
    }

    /** Whether the current thread may write with it. */
    boolean isCurrent() {
        Thread current = Thread.currentThread();
        return owner != null ? owner.refersTo(current) : holder == current;
    }

    /** The thread id for an event in an attachment. */
    int tid(Attachment target) {
        return lent || tid == 0 || target != attachment ? askTid(target) : tid;
    }

    /** Where the kernel's id would be another thread's to the daemon, the slot has to be taken first. */
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

    void done(EventRecord record) {
        if (lent) {
            holder = null;
            threads.giveBack(record);
        }
    }

    /** Writes a payload, or counts why not. */
    boolean write(Attachment target, byte[] payload, int length, boolean complete, boolean cut) {
        if (target != attachment) {
            if (target.slots().areRevoked()) {
                return false;
            }
            enter(target);
        }
        CpuId current = cpuId;
        Ring ring = current == null ? null : ringFor(target, current.cpu());
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
     * A thread is seldom on another CPU than before: this reads the ring without waiting for the CPU's number to look it up
     * by. The mask is asked all the same.
     */
    private @Nullable Ring ringFor(Attachment target, int cpu) {
        Ring last = lastRing;
        if (last != null && last.cpu() == cpu && target.online(cpu)) {
            return last;
        }
        Ring ring = target.ringFor(cpu);
        lastRing = ring;
        return ring;
    }

    private boolean write(Attachment target, Ring ring, byte[] payload, int length) {
        if (borrowing) {
            giveUpBorrowed(target);
        }
        OwnSlot slot = own;
        if (slot != null) {
            OwnSlot.Result result = slot.writeOwn(ring, payload, length);
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

    /** The last event failed with a slot that it had borrowed. */
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
        // Only now: what fails before is tried again with the next event.
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
