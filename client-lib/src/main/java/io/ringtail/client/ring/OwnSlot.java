package io.ringtail.client.ring;

import io.ringtail.proto.memory.MappedRegion;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The writer of a slot that a thread owns until it ends.
 *
 * <p>An event may be aborted by an error at any instruction, without enough stack for a call. Therefore the slot is
 * marked busy from before an event until after it, and a slot that is found busy was left inside an event.
 *
 * <pre>
 *   busy     its own thread; set before an event, cleared after it
 *   failed   its own thread, when an event fails, volatile: lets the sweep abandon what is owed while the thread writes
 *            nothing; cleared by its own thread during settling. It may be set while the slot is not busy, by a failure
 *            before or after the event
 *   settler  its own thread or the sweep, whichever settles, CAS: the other continues without settling. A thread that
 *            finds itself here was interrupted by what another thread threw into it, and settles
 * </pre>
 */
public final class OwnSlot extends RingWriter {
    /** The outcome of an event. */
    public enum Result {
        /** The event is in the ring. */
        WRITTEN,
        /** The event was dropped and counted. */
        DROPPED,
        /** Not attempted: the daemon has not yet settled the remains of an earlier event. */
        OWING,
        /** Not attempted: this process has returned its slots. */
        REVOKED
    }

    private static final int FREE = 0;
    private static final int BUSY = 1;

    private static final VarHandle SETTLER;

    static {
        try {
            SETTLER = MethodHandles.lookup().findVarHandle(OwnSlot.class, "settler", Thread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Owner owner;
    private final int number;
    /** An object of its own, since a JVM that still interprets calls an AtomicInteger three times as fast as a handle. */
    private final AtomicInteger busy = new AtomicInteger();

    private volatile boolean failed;
    /** Set by the conductor's thread while it returns the slots. */
    private boolean parted;

    private volatile @Nullable Thread settler;

    /** In this object, so that an event finds it next to the other fields. */
    private volatile boolean revoked;

    OwnSlot(Owner owner, int number, MappedRegion metadata, int slotOffset) {
        super(metadata, slotOffset, NanoClock.MONOTONIC);
        this.owner = owner;
        this.number = number;
    }

    /** Returns the slot's number. */
    public int number() {
        return number;
    }

    /** Makes the thread stop writing with this slot. */
    void revoke() {
        revoked = true;
    }

    /** Returns whether an event is being written, or was left unfinished. */
    boolean isBusy() {
        return busy.getAcquire() != FREE;
    }

    /**
     * Returns whether the owner will store nothing more with this slot, once it is revoked and a barrier has been
     * executed: the thread is between events, or has ended, or has failed and will not settle what it owes any more. A
     * thread that fails after this has read {@code failed} finds the slot revoked before it settles.
     */
    boolean isLeft() {
        return (!isBusy() && !failed) || owner.hasEnded() || hasParted();
    }

    /** Once settling is claimed permanently, a thread that failed continues without this slot. */
    private boolean hasParted() {
        parted = parted || (failed && SETTLER.compareAndSet(this, null, Thread.currentThread()));
        return parted;
    }

    /**
     * Writes an event, on the slot's own thread. Anything thrown has cost only this event. A stack or heap overflow, or
     * what the JVM makes of one as it links a call, is thrown only if the event has no place in the ring, so that the
     * daemon does not count it, and is not counted as dropped.
     */
    public Result writeOwn(WriterRing ring, byte[] payload, int length) {
        step = BEFORE;
        if ((busy.getPlain() != FREE || failed) && !recover()) {
            return Result.OWING;
        }
        try {
            busy.setOpaque(BUSY);
            if (revoked) {
                busy.setRelease(FREE);
                return Result.REVOKED;
            }
            step = BEGUN;
            boolean written = write(ring, payload, length);
            busy.setRelease(FREE);
            step = BEFORE;
            return written ? Result.WRITTEN : Result.DROPPED;
        } catch (VirtualMachineError | LinkageError e) {
            int reached = step; // no call: there may be no stack for one
            tookNothing |= reached == BEGUN && e instanceof StackOverflowError;
            failed = true;
            step = BEFORE;
            if (reached <= BEGUN) {
                throw e;
            }
            return reached == COMMITTED ? Result.WRITTEN : Result.DROPPED;
        } catch (Throwable e) {
            failed = true;
            step = BEFORE;
            throw e;
        }
    }

    /**
     * Begins an event whose payload the caller stores itself, in the usual case, on the slot's own thread. The caller
     * calls {@link #end} after it, and {@link #fail} if anything is thrown from here until then; no code of the
     * application may run in between.
     *
     * @return the claim; {@link #NONE} if the event must be written by {@link #writeOwn}
     */
    public long begin(WriterRing ring, int length) {
        if (busy.getPlain() != FREE || failed) {
            return NONE;
        }
        busy.setOpaque(BUSY);
        step = BEGUN;
        long claim = revoked ? NONE : claim(ring, length);
        if (claim == NONE) {
            busy.setRelease(FREE);
        }
        return claim;
    }

    /**
     * Ends an event whose payload is complete.
     *
     * @param padded the payload's length in bytes, a multiple of 4
     */
    public void end(WriterRing ring, long claim, int padded) {
        publish(ring, claim, padded);
        busy.setRelease(FREE);
        step = BEFORE;
    }

    /**
     * Marks the slot after an event that failed, for its own thread or the sweep to settle.
     *
     * @param thrown what it failed with
     * @return whether the event has no place in a ring, so that the daemon does not count it
     */
    public boolean fail(Throwable thrown) {
        int reached = step;
        tookNothing |= reached == BEGUN && thrown instanceof StackOverflowError;
        failed = true;
        step = BEFORE;
        return reached <= BEGUN;
    }

    /**
     * Returns whether nothing is owed any more. The slot may be another process's once it is revoked, unless this
     * thread has claimed the settling before.
     */
    @SuppressWarnings("ReferenceEquality") // the very thread
    private boolean recover() {
        Thread current = Thread.currentThread();
        if (settler != current && !SETTLER.compareAndSet(this, null, current)) {
            return false;
        }
        boolean settled = false;
        try {
            settled = !revoked && settle();
            if (settled) {
                failed = false;
                // Precedes the next event: the sweep must not mistake that event for the failed one.
                VarHandle.fullFence();
            }
        } finally {
            settler = null;
        }
        return settled;
    }

    /** Abandons the remains of a failed event, so that the daemon settles them although the thread writes nothing. */
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

    /** The mark alone may stem from something thrown after the event's end. */
    private boolean hasFailedInside() {
        return isBusy() && failed;
    }
}
