package io.ringtail.client.ring;

import io.ringtail.proto.memory.MappedRegion;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The writer of a slot that a thread has for itself, until it has ended.
 *
 * <p>An event may end by an error at any instruction, without stack left for a call. So it is the other way round: the
 * slot is busy from before an event until after it, and one that is found busy was left in the middle of an event.
 *
 * <pre>
 *   busy     its own thread; set before an event, cleared after it
 *   failed   its own thread, when an event fails, volatile: lets the sweep give up what is owed while the thread writes
 *            nothing; cleared by its own thread within the settling
 *   settler  whichever of its own thread and the sweep settles, CAS: the other one goes on without. A thread that finds
 *            itself there was interrupted by what another thread threw into it, and settles
 * </pre>
 */
public final class OwnSlot extends RingWriter {
    /** What became of an event. */
    public enum Result {
        /** In the ring. */
        WRITTEN,
        /** Dropped and counted. */
        DROPPED,
        /** Not tried: the daemon has not settled yet what an earlier event left. */
        OWING,
        /** Not tried: this process has given its slots back. */
        REVOKED
    }

    private static final VarHandle BUSY;
    private static final VarHandle FAILED;
    private static final VarHandle SETTLER;

    static {
        try {
            FAILED = MethodHandles.lookup().findVarHandle(OwnSlot.class, "failed", boolean.class);
            SETTLER = MethodHandles.lookup().findVarHandle(OwnSlot.class, "settler", Thread.class);
            BUSY = MethodHandles.lookup().findVarHandle(OwnSlot.class, "busy", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Owner owner;
    private final int number;
    private boolean busy;
    private volatile boolean failed;
    /** By the conductor's thread, as it gives the slots back. */
    private boolean parted;

    private volatile @Nullable Thread settler;

    /** In the slot itself, so that an event finds it beside the rest. */
    private volatile boolean revoked;

    OwnSlot(Owner owner, int number, MappedRegion metadata, int slotOffset) {
        super(metadata, slotOffset, NanoClock.MONOTONIC);
        this.owner = owner;
        this.number = number;
    }

    /** The slot's. */
    public int number() {
        return number;
    }

    /** Makes the thread write no more with it. */
    void revoke() {
        revoked = true;
    }

    /** Whether an event is being written, or was left in the middle. */
    boolean isBusy() {
        return (boolean) BUSY.getAcquire(this);
    }

    /**
     * Whether its thread will store nothing more with it, once revoked and behind a barrier: it is between events, or has
     * ended, or has failed inside one and will not settle that any more.
     */
    boolean isLeft() {
        return !isBusy() || owner.hasEnded() || hasParted();
    }

    /** Once the settling is taken for good, the thread that failed goes on without. */
    private boolean hasParted() {
        parted = parted || (failed && SETTLER.compareAndSet(this, null, Thread.currentThread()));
        return parted;
    }

    /** Writes an event; on the slot's own thread. What is thrown has cost this event and nothing else. */
    public Result writeOwn(Ring ring, byte[] payload, int length) {
        // A plain load of the thread's own store.
        if ((busy || (boolean) FAILED.get(this)) && !recover()) {
            return Result.OWING;
        }
        try {
            BUSY.setOpaque(this, true);
            if (revoked) {
                BUSY.setRelease(this, false);
                return Result.REVOKED;
            }
            boolean written = write(ring, payload, length);
            BUSY.setRelease(this, false);
            return written ? Result.WRITTEN : Result.DROPPED;
        } catch (Throwable e) {
            failed = true;
            throw e;
        }
    }

    /** Whether nothing is owed any more. */
    @SuppressWarnings("ReferenceEquality") // the very thread
    private boolean recover() {
        Thread current = Thread.currentThread();
        if (settler != current && !SETTLER.compareAndSet(this, null, current)) {
            return false;
        }
        boolean settled = false;
        try {
            settled = settle();
            if (settled) {
                failed = false;
                // Before the next event: the sweep must not take that for the one that failed.
                VarHandle.fullFence();
            }
        } finally {
            settler = null;
        }
        return settled;
    }

    /** Gives up what a failed event has left, so that the daemon settles it although the thread writes nothing. */
    void giveUp() {
        if (hasFailedInside() && SETTLER.compareAndSet(this, null, Thread.currentThread())) {
            try {
                if (hasFailedInside()) {
                    settle();
                }
            } finally {
                settler = null;
            }
        }
    }

    /** A mark alone may come from what was thrown after the event's end. */
    private boolean hasFailedInside() {
        return isBusy() && failed;
    }
}
