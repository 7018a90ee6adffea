package io.ringtail.client.ring;

import io.ringtail.proto.memory.MappedRegion;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

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
 *   settling whichever of its own thread and the sweep settles, CAS: the other one goes on without
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
    /** By the conductor's thread, as it gives the slots back. */
    private boolean parted;

    @SuppressWarnings("UnusedVariable") // read through its handle only
    private volatile boolean settling;

    /** In the slot itself, so that an event finds it beside the rest. */
    private volatile boolean revoked;

    OwnSlot(Owner owner, MappedRegion metadata, int slotOffset) {
        super(metadata, slotOffset, NanoClock.MONOTONIC);
        this.owner = owner;
    }

    Owner owner() {
        return owner;
    }

    /** The slot's. */
    public int number() {
        return owner.slot();
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
        parted = parted || (failed && SETTLING.compareAndSet(this, false, true));
        return parted;
    }

    /** Writes an event; on the slot's own thread. What is thrown has cost this event and nothing else. */
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

    /** Whether nothing is owed any more. */
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

    /** Gives up what a failed event has left, so that the daemon settles it although the thread writes nothing. */
    void giveUp() {
        if (failed && SETTLING.compareAndSet(this, false, true)) {
            if (failed) {
                settle();
            }
            settling = false;
        }
    }
}
