package io.ringtail.client;

import io.ringtail.client.cpu.CpuId;
import io.ringtail.client.ring.Attachment;
import io.ringtail.client.ring.NanoClock;
import io.ringtail.client.ring.Ring;
import io.ringtail.client.ring.RingWriter;
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
    private @Nullable RingWriter writer;
    /** The writer whose slot was given up in the middle of an event, until the daemon has settled it. */
    private @Nullable RingWriter stuck;

    private @Nullable CpuId cpuId;
    /** 0 where it is asked for with each event. */
    private int tid;

    private int slot = ThreadSlots.NONE;
    /** Of the attachment; the CPU's own but for one that is rerouted. */
    private @Nullable Ring lastRing;

    private int borrowed;

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
        if (target != attachment) {
            enter(target);
        }
        return target.slots().eventId(slot);
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

    /** An overflow of the stack or the heap in the middle of an event costs that event, and is not thrown. */
    private boolean write(Attachment target, Ring ring, byte[] payload, int length) {
        RingWriter own = writer;
        try {
            return own != null ? own.write(ring, payload, length) : borrow(target, ring, payload, length);
        } catch (VirtualMachineError | LinkageError | RuntimeException e) {
            if (own != null) {
                stuck = own;
                writer = null;
                giveUp(own);
            }
            return false;
        }
    }

    private static void giveUp(RingWriter own) {
        try {
            own.settle();
        } catch (VirtualMachineError e) {
            // There is no stack left for it here: the thread's next event does it, or its end.
        }
    }

    private void enter(Attachment target) {
        writer = null;
        stuck = null;
        lastRing = null;
        cpuId = threads.currentCpuId();
        // Only now: what fails before is tried again with the next event.
        attachment = target;
        slot = ThreadSlots.NONE;
        tid = 0;
        if (!lent) {
            int own = threads.currentTid();
            tid = target.slots().hasOwnIds() ? own : 0;
            takeSlot(target, own);
        }
    }

    private void takeSlot(Attachment target, int own) {
        slot = target.slots().take(Thread.currentThread(), own);
        writer = slot == ThreadSlots.NONE ? null : target.writer(slot, NanoClock.MONOTONIC);
    }

    private boolean borrow(Attachment target, Ring ring, byte[] payload, int length) {
        RingWriter own = stuck;
        if (own != null) {
            if (own.settle()) {
                writer = own;
                stuck = null;
                return own.write(ring, payload, length);
            }
        } else if (!lent && ++borrowed % ASK_AGAIN == 0) {
            takeSlot(target, threads.currentTid());
        }
        return target.writeShared(ring, payload, length);
    }
}
