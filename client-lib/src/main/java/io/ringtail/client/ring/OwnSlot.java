package io.ringtail.client.ring;

import io.ringtail.proto.memory.MappedRegion;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The writer of a slot that a thread owns until it ends.
 *
 * <p>An event may be aborted by an error at any instruction, without enough stack for a call. Therefore the slot is
 * marked busy from before an event until after it, and a slot that is found busy was left inside an event.
 *
 * <pre>
 *   busy     its own thread; set before an event, cleared after it
 *   failed   its own thread, when an event fails, volatile: lets the sweep abandon what is owed while the thread writes
 *            nothing; cleared by its own thread during settling
 *   settling its own thread or the sweep, whichever settles, CAS: the other continues without settling
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

    private static final VarHandle BUSY;
    private static final VarHandle SETTLING;

    static {
        try {
            SETTLING = MethodHandles.lookup().findVarHandle(OwnSlot.class, "settling", boolean.class);
            BUSY = MethodHandles.lookup().findVarHandle(OwnSlot.class, "busy", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Owner owner;
    private boolean busy;
    private volatile boolean failed;
    /** Set by the conductor's thread while it returns the slots. */
    private boolean parted;

    @SuppressWarnings("UnusedVariable") // read through its handle only
    private volatile boolean settling;

    /** In this object, so that an event finds it next to the other fields. */
    private volatile boolean revoked;

    OwnSlot(Owner owner, MappedRegion metadata, int slotOffset) {
        super(metadata, slotOffset, NanoClock.MONOTONIC);
        this.owner = owner;
    }

    Owner owner() {
        return owner;
    }

    /** Returns the slot's number. */
    public int number() {
        return owner.slot();
    }

    /** Makes the thread stop writing with this slot. */
    void revoke() {
        revoked = true;
    }

    /** Returns whether an event is being written, or was left unfinished. */
    boolean isBusy() {
        return (boolean) BUSY.getAcquire(this);
    }

    /**
     * Returns whether the owner will store nothing more with this slot, once it is revoked and a barrier has been
     * executed: the thread is between events, or has ended, or has failed inside an event and will not settle it any
     * more.
     */
    boolean isLeft() {
        return !isBusy() || owner.hasEnded() || hasParted();
    }

    /** Once settling is claimed permanently, a thread that failed continues without this slot. */
    private boolean hasParted() {
        parted = parted || (failed && SETTLING.compareAndSet(this, false, true));
        return parted;
    }

    /** Writes an event, on the slot's own thread. Anything thrown has cost only this event. */
    public Result writeOwn(Ring ring, byte[] payload, int length) {
        if (busy && !recover()) {
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

    /** Returns whether nothing is owed any more. */
    private boolean recover() {
        if (!SETTLING.compareAndSet(this, false, true)) {
            return false;
        }
        boolean settled = false;
        try {
            settled = settle();
            if (settled) {
                failed = false;
            }
        } finally {
            settling = false;
        }
        return settled;
    }

    /** Abandons the remains of a failed event, so that the daemon settles them although the thread writes nothing. */
    void giveUp() {
        if (failed && SETTLING.compareAndSet(this, false, true)) {
            if (failed) {
                settle();
            }
            settling = false;
        }
    }
}
