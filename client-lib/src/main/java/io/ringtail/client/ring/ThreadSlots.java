package io.ringtail.client.ring;

import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.SubstituteId;
import io.ringtail.proto.memory.MappedRegion;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The thread slots that the daemon has granted to this process, and their owners.
 *
 * <p>A platform thread takes one for life. The first few are shared: virtual threads, and threads for which none is
 * left, borrow one for a single event with one CAS. Lock-free. A slot whose thread ended or failed inside an event is
 * abandoned, and reused once the daemon has settled what is owed.
 */
public final class ThreadSlots {
    /** The number of shared slots in the first block, if there are not more CPUs. */
    static final int LEAST_SHARED = 16;
    /** So many carriers can be inside events at once; the rest of a block of 64 remains for threads of their own. */
    static final int MOST_SHARED = 48;
    /** No slot. */
    public static final int NONE = -1;

    /** Replaces a borrower: the sweep has taken the slot from a borrower that will not return it. */
    private static final Object SWEEP = new Object();
    /** Replaces a borrower: the borrower itself failed inside its event, and leaves the slot to the sweep. */
    private static final Object GIVEN_UP = new Object();
    /** Replaces a borrower: there is no such slot. */
    private static final Object NOT_GRANTED = new Object();

    private final MappedRegion metadata;
    private final Geometry geometry;
    /** The borrower of each shared slot; null if it is free. Borrowers and the sweep, CAS; returned with release. */
    private final AtomicReferenceArray<@Nullable Object> borrowers;
    /** One for each possible CPU, within limits; filled before the first slot can be borrowed. */
    private final @Nullable SharedSlot[] shared;

    /** Replaced as a whole by {@link #grant}. */
    private volatile SlotBlock[] blocks = {};

    private final Runnable onShortage;
    private final SlotLabels labels;
    private volatile int firstShared = NONE;
    private volatile boolean revoked;
    /** Whether events that are refused since are counted; the conductor's thread, stored before {@link #revoked}. */
    private volatile boolean recalled;

    private volatile Runnable onReclaim = () -> {};

    /**
     * Creates an empty set of slots.
     *
     * @param ownIds whether events carry the ids that the kernel gives this process's threads: see {@link SlotLabels}
     * @param onShortage called when none was left for a thread: by any thread, often; it only requests more
     * @param onThread called when a thread has taken a slot, or has been renamed
     */
    public ThreadSlots(
            MappedRegion metadata, Geometry geometry, boolean ownIds, Runnable onShortage, ThreadListener onThread) {
        this.metadata = metadata;
        this.geometry = geometry;
        this.onShortage = onShortage;
        this.shared = new SharedSlot[Math.max(LEAST_SHARED, Math.min(MOST_SHARED, geometry.possibleCpus()))];
        this.borrowers = new AtomicReferenceArray<>(shared.length);
        this.labels = new SlotLabels(metadata, geometry, ownIds, onThread);
    }

    /** Sets a further action for ended threads, run whenever their slots are reclaimed, on the same thread. */
    public void onReclaim(Runnable also) {
        onReclaim = also;
    }

    /** Adds slots; the first ones granted become the shared ones. One thread at a time may call this. */
    public void grant(int first, int count) {
        int next = first;
        if (firstShared == NONE) {
            labels.addShared(first);
            int toShare = Math.min(count, Math.max(LEAST_SHARED, Math.min(shared.length, count - count / 4)));
            for (int i = 0; i < shared.length; i++) {
                if (i < toShare) {
                    shared[i] = new SharedSlot(i, writer(first + i));
                } else {
                    borrowers.set(i, NOT_GRANTED);
                }
            }
            firstShared = first;
            next += toShare;
        }
        if (next < first + count) {
            SlotBlock[] more = Arrays.copyOf(blocks, blocks.length + 1);
            more[blocks.length] = new SlotBlock(next, first + count - next);
            blocks = more;
        }
    }

    /** Takes a slot that the thread owns until it ends; returns its number, or {@link #NONE}. */
    public int take(Thread thread, int tid) {
        OwnSlot own = takeOwn(thread, tid);
        return own == null ? NONE : own.number();
    }

    /**
     * Takes a slot that the thread owns until it ends; returns null if none is left. A thread may fail midway, with its
     * stack or memory exhausted: its slot is then stranded, and the sweep takes it back.
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
        // The slots may have been revoked after the claim: the revoker examines all claims afterwards.
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

    /**
     * Returns whether events carry the ids that the kernel gives this process's threads; otherwise they carry
     * {@link #eventId}.
     */
    public boolean hasOwnIds() {
        return labels.hasOwnIds();
    }

    /**
     * Returns the current thread id for an event, in a process whose own ids denote other threads to the daemon.
     *
     * @param slot the thread's own, or {@link #NONE}
     */
    public int eventId(int slot) {
        int shown = slot == NONE ? firstShared : slot;
        return shown == NONE ? SubstituteId.FIRST : labels.id(shown);
    }

    /** Accepts the daemon's announcement of a thread's id in the daemon's pid namespace. */
    public void identify(int slot, int tid, int id) {
        labels.identify(slot, tid, id);
    }

    /** Reports threads that were renamed; on the conductor's thread. */
    public void renew() {
        labels.renew();
    }

    /** Borrows a shared slot until {@link #giveBack}; returns null if all are in use. No call follows the CAS. */
    @Nullable
    SharedSlot borrow(int near, Thread borrower) {
        int count = shared.length;
        int index = near < count ? near : near % count;
        for (int i = 0; firstShared != NONE && i < count; i++) {
            if (borrowers.getOpaque(index) == null && borrowers.compareAndSet(index, null, borrower)) {
                return shared[index];
            }
            index = index + 1 < count ? index + 1 : 0;
        }
        return null;
    }

    /** Ends a {@link #borrow}. */
    void giveBack(SharedSlot slot) {
        slot.endBorrow();
        borrowers.setRelease(slot.index, null);
    }

    /**
     * Abandons the slot that a thread, now outside any event, may still hold because it failed before it could return
     * it.
     */
    public void giveUpBorrowed(Thread borrower) {
        for (int i = 0; i < shared.length; i++) {
            if (borrowers.getOpaque(i) == borrower) {
                borrowers.compareAndSet(i, borrower, GIVEN_UP);
            }
        }
    }

    /** Returns whether a thread could take a slot now. */
    public boolean areFree() {
        boolean any = false;
        // All blocks, for each learns here whether searching it is worthwhile.
        for (SlotBlock block : blocks) {
            any |= block.isAnyFree();
        }
        return any;
    }

    /** Returns whether threads have slots that {@link #reclaim} may eventually have to take back. */
    public boolean areInUse() {
        boolean any = anyBorrowed();
        for (SlotBlock block : blocks) {
            any |= block.isAnyTaken();
        }
        return any;
    }

    private boolean anyBorrowed() {
        boolean any = false;
        for (int i = 0; i < shared.length && !any; i++) {
            Object borrower = borrowers.getAcquire(i);
            any = borrower != null && borrower != NOT_GRANTED;
        }
        return any;
    }

    /**
     * Makes threads stop writing with these slots, permanently. A thread may be inside an event, or about to begin one
     * without having seen this: after a barrier across this process, {@link #areLeft} reports when no thread is.
     */
    public void revoke() {
        recalled = false;
        refuse();
    }

    /**
     * Makes threads stop writing as {@link #revoke} does, and count each event that they would have written, until they
     * turn to the attachment that replaces this one.
     */
    public void recall() {
        recalled = true;
        refuse();
    }

    private void refuse() {
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

    /** Returns whether the slots are revoked; each borrower checks it between its CAS and its event. */
    public boolean areRevoked() {
        return revoked;
    }

    /** Returns whether an event that finds the slots revoked has to be counted. */
    public boolean areRecalled() {
        return recalled;
    }

    /**
     * Returns whether all slots can be returned, after {@link #revoke} and a barrier: no thread stores anything in them
     * any more. The daemon settles what is owed by threads that have ended, or failed inside an event. Called on the
     * thread that calls {@link #reclaim}, after it.
     */
    public boolean areLeft() {
        boolean left = true;
        for (int i = 0; i < shared.length && left; i++) {
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

    /** A half taken slot is being labelled. */
    private static boolean isLeft(@Nullable Owner owner) {
        OwnSlot own = owner == null ? null : owner.own;
        return owner == null || owner.isOver() || (own != null && own.isLeft());
    }

    /**
     * Takes back the slots of threads that have ended, or failed inside an event; abandons those in which something is
     * owed. One thread at a time may call this.
     *
     * @return the number of slots that threads can take again
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

    /** Returns whether nothing is written with an owner's slot any more, and nothing is owed. */
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
     * Takes a slot only from the very borrower that was seen. A borrower that has ended cannot have borrowed it again,
     * and one that failed has not returned it.
     */
    void reclaimShared(Predicate<Thread> hasEnded) {
        for (int i = 0; i < shared.length; i++) {
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
