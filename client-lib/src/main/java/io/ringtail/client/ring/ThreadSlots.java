package io.ringtail.client.ring;

import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.SubstituteId;
import io.ringtail.proto.memory.MappedRegion;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The thread slots that the daemon has granted to this process, and who has them.
 *
 * <p>A platform thread takes one for life. The first few are shared: virtual threads, and threads for which none is
 * left, borrow one for a single event with one CAS. Lock-free. A slot whose thread ended or failed inside an event is
 * given up, and given out again when the daemon has settled what is owed.
 */
public final class ThreadSlots {
    /** Slots of the first block that are shared. */
    static final int SHARED = 16;
    /** No slot. */
    public static final int NONE = -1;

    /** In place of a borrower: the sweep, which has taken the slot from one that will not give it back. */
    private static final Object SWEEP = new Object();
    /** In place of a borrower: the borrower itself, which has failed inside its event, leaves the slot to the sweep. */
    private static final Object GIVEN_UP = new Object();
    /** In place of a borrower: there is no such slot. */
    private static final Object NOT_GRANTED = new Object();

    private final MappedRegion metadata;
    private final Geometry geometry;
    /** Who has borrowed each shared slot; null where it is free. Borrowers and the sweep, CAS; given back with release. */
    private final AtomicReferenceArray<@Nullable Object> borrowers = new AtomicReferenceArray<>(SHARED);
    /** Filled before the first of them can be borrowed. */
    private final @Nullable SharedSlot[] shared = new SharedSlot[SHARED];

    /** Replaced as a whole, by {@link #grant}. */
    private volatile SlotBlock[] blocks = {};

    private final Runnable onShortage;
    private final SlotLabels labels;
    private volatile int firstShared = NONE;
    private volatile boolean revoked;
    private volatile Runnable onReclaim = () -> {};

    /**
     * No slots yet.
     *
     * @param ownIds whether events carry the ids that the kernel gives this process's threads: see {@link SlotLabels}
     * @param onShortage called when none was left for a thread: by any thread, often; it only asks for more
     * @param onThread called when a thread has taken a slot, or has another name
     */
    public ThreadSlots(
            MappedRegion metadata, Geometry geometry, boolean ownIds, Runnable onShortage, ThreadListener onThread) {
        this.metadata = metadata;
        this.geometry = geometry;
        this.onShortage = onShortage;
        this.labels = new SlotLabels(metadata, geometry, ownIds, onThread);
    }

    /** Sets what else is done about threads that have ended whenever their slots are reclaimed, on the same thread. */
    public void onReclaim(Runnable also) {
        onReclaim = also;
    }

    /** Adds slots; the first ones granted become the shared ones. On one thread at a time. */
    public void grant(int first, int count) {
        int next = first;
        if (firstShared == NONE) {
            labels.addShared(first);
            for (int i = 0; i < SHARED; i++) {
                if (i < count) {
                    shared[i] = new SharedSlot(i, writer(first + i));
                } else {
                    borrowers.set(i, NOT_GRANTED);
                }
            }
            firstShared = first;
            next += Math.min(SHARED, count);
        }
        if (next < first + count) {
            SlotBlock[] more = Arrays.copyOf(blocks, blocks.length + 1);
            more[blocks.length] = new SlotBlock(next, first + count - next);
            blocks = more;
        }
    }

    /** The number of a slot of the thread's own until it ends, or {@link #NONE}. */
    public int take(Thread thread, int tid) {
        OwnSlot own = takeOwn(thread, tid);
        return own == null ? NONE : own.number();
    }

    /**
     * A slot of the thread's own until it ends, or null where none is left. A thread may fail in the middle, for want of
     * stack or memory: its slot is then stranded, and the sweep takes it back.
     */
    public @Nullable OwnSlot takeOwn(Thread thread, int tid) {
        if (revoked) {
            return null;
        }
        Owner owner = new Owner(thread);
        try {
            OwnSlot own = takeOwn(owner, thread, tid);
            owner.stranded = own == null;
            return own;
        } catch (Throwable e) {
            owner.stranded = true;
            throw e;
        }
    }

    private @Nullable OwnSlot takeOwn(Owner owner, Thread thread, int tid) {
        int slot = claim(owner);
        if (slot == NONE) {
            onShortage.run();
            return null;
        }
        // Between the claim and this the slots may have been revoked: whoever did that looks at all claims after it.
        if (revoked) {
            return null;
        }
        labels.add(slot, thread, tid);
        OwnSlot own = new OwnSlot(owner, slot, metadata, at(slot));
        owner.own = own;
        if (revoked) {
            own.revoke();
        }
        return own;
    }

    private int claim(Owner owner) {
        for (SlotBlock block : blocks) {
            int slot = block.claim(owner);
            if (slot != NONE) {
                return slot;
            }
        }
        return NONE;
    }

    /** Whether events carry the ids that the kernel gives this process's threads; otherwise {@link #eventId}. */
    public boolean hasOwnIds() {
        return labels.hasOwnIds();
    }

    /**
     * The thread id for an event now, in a process whose own ids mean other threads to the daemon.
     *
     * @param slot the thread's own, or {@link #NONE}
     */
    public int eventId(int slot) {
        int shown = slot == NONE ? firstShared : slot;
        return shown == NONE ? SubstituteId.FIRST : labels.id(shown);
    }

    /** Takes the daemon's word for what a thread of this process is called in the daemon's pid namespace. */
    public void identify(int slot, int tid, int id) {
        labels.identify(slot, tid, id);
    }

    /** Tells of threads that were renamed; on the conductor's thread. */
    public void renew() {
        labels.renew();
    }

    /** A shared slot until {@link #giveBack}, or null where all are in use. No call comes after the CAS. */
    @Nullable
    SharedSlot borrow(int near, Thread borrower) {
        for (int i = 0; firstShared != NONE && i < SHARED; i++) {
            int index = (near + i) & (SHARED - 1);
            if (borrowers.getOpaque(index) == null && borrowers.compareAndSet(index, null, borrower)) {
                return shared[index];
            }
        }
        return null;
    }

    /** Ends a {@link #borrow}. */
    void giveBack(SharedSlot slot) {
        slot.endBorrow();
        borrowers.setRelease(slot.index, null);
    }

    /** Gives up what a thread that is in no event has borrowed, should it not have been able to when it failed. */
    public void giveUpBorrowed(Thread borrower) {
        for (int i = 0; i < SHARED; i++) {
            if (borrowers.getOpaque(i) == borrower) {
                borrowers.compareAndSet(i, borrower, GIVEN_UP);
            }
        }
    }

    /** Whether a thread could take a slot now. */
    public boolean areFree() {
        boolean any = false;
        for (SlotBlock block : blocks) {
            any |= block.isAnyFree();
        }
        return any;
    }

    /** Whether threads have slots that {@link #reclaim} may have to take back one day. */
    public boolean areInUse() {
        boolean any = anyBorrowed();
        for (SlotBlock block : blocks) {
            any |= block.isAnyTaken();
        }
        return any;
    }

    private boolean anyBorrowed() {
        boolean any = false;
        for (int i = 0; i < SHARED && !any; i++) {
            Object borrower = borrowers.getAcquire(i);
            any = borrower != null && borrower != NOT_GRANTED;
        }
        return any;
    }

    /**
     * Makes threads write no more with these slots, for good. A thread may be inside an event, or about to be without having
     * seen it: after a barrier across this process, {@link #areLeft} tells when none is any more.
     */
    public void revoke() {
        revoked = true;
        for (SlotBlock block : blocks) {
            for (int i = 0; i < block.count(); i++) {
                Owner owner = block.owner(i);
                OwnSlot own = owner == null ? null : owner.own;
                if (own != null) {
                    own.revoke();
                }
            }
        }
    }

    /** Whether they are; each borrower asks between its CAS and its event. */
    public boolean areRevoked() {
        return revoked;
    }

    /**
     * Whether all slots can be given back, once {@link #revoke} was called, behind a barrier: no thread stores anything in
     * them any more. What threads owe that have ended, or failed inside an event, is for the daemon to settle. On the thread
     * that calls {@link #reclaim}, after it.
     */
    public boolean areLeft() {
        boolean left = true;
        for (int i = 0; i < SHARED && left; i++) {
            Object borrower = borrowers.getAcquire(i);
            left = !(borrower instanceof Thread);
        }
        for (SlotBlock block : blocks) {
            for (int i = 0; i < block.count() && left; i++) {
                left = isLeft(block.owner(i));
            }
        }
        return left;
    }

    /** A slot that is half taken is being labelled. */
    private static boolean isLeft(@Nullable Owner owner) {
        OwnSlot own = owner == null ? null : owner.own;
        return owner == null || owner.isOver() || (own != null && own.isLeft());
    }

    /**
     * Takes back the slots of threads that have ended, or failed inside an event; gives up those where something is owed.
     * On one thread at a time.
     *
     * @return how many can be taken again by threads
     */
    public int reclaim() {
        onReclaim.run();
        reclaimShared(thread -> !thread.isAlive());
        int reclaimed = 0;
        for (SlotBlock block : blocks) {
            for (int i = 0; i < block.count(); i++) {
                Owner owner = block.owner(i);
                if (owner != null && reclaim(owner)) {
                    labels.remove(block.slot(i));
                    block.free(i);
                    reclaimed++;
                }
            }
        }
        return reclaimed;
    }

    /** Whether nothing is written with an owner's slot any more, and nothing is owed. */
    private static boolean reclaim(Owner owner) {
        OwnSlot own = owner.own;
        if (owner.isOver()) {
            return own == null || own.settle();
        }
        if (own != null) {
            own.giveUp();
        }
        return false;
    }

    /**
     * A slot is taken from the very borrower that was seen. One that has ended cannot have borrowed it again, and one that
     * failed has not given it back.
     */
    void reclaimShared(Predicate<Thread> hasEnded) {
        for (int i = 0; i < SHARED; i++) {
            Object seen = borrowers.getAcquire(i);
            SharedSlot slot = shared[i];
            boolean over = seen == SWEEP || seen == GIVEN_UP || isLeft(slot, seen, hasEnded);
            if (slot != null && over && borrowers.compareAndSet(i, seen, SWEEP) && slot.writer.settle()) {
                giveBack(slot);
            }
        }
    }

    private static boolean isLeft(@Nullable SharedSlot slot, @Nullable Object borrower, Predicate<Thread> hasEnded) {
        return slot != null && borrower instanceof Thread thread && (slot.hasFailed() || hasEnded.test(thread));
    }

    int at(int slot) {
        return geometry.threadSlotOffset(slot);
    }

    private RingWriter writer(int slot) {
        return new RingWriter(metadata, at(slot), NanoClock.MONOTONIC);
    }
}
