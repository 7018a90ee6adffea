package io.ringtail.client.ring;

import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.SubstituteId;
import io.ringtail.proto.memory.MappedRegion;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
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
    /** The number of shared slots in the first block. */
    static final int SHARED = 16;
    /** No slot. */
    public static final int NONE = -1;

    /** Replaces a borrower: the sweep has taken the slot from a borrower that will not return it. */
    private static final Object SWEEP = new Object();
    /** Replaces a borrower: there is no such slot. */
    private static final Object NOT_GRANTED = new Object();

    private final MappedRegion metadata;
    private final Geometry geometry;
    /** The borrower of each shared slot; null if it is free. Borrowers and the sweep, CAS; returned with release. */
    private final AtomicReferenceArray<@Nullable Object> borrowers = new AtomicReferenceArray<>(SHARED);
    /** Filled before the first slot can be borrowed. */
    private final @Nullable SharedSlot[] shared = new SharedSlot[SHARED];

    private final Queue<Integer> free = new ConcurrentLinkedQueue<>();
    private final Queue<OwnSlot> owned = new ConcurrentLinkedQueue<>();
    /** The owners that took a slot and could not use it, as a linked list. */
    private final AtomicReference<@Nullable Owner> stranded = new AtomicReference<>();

    private final Runnable onShortage;
    private final SlotLabels labels;
    private volatile int firstShared = NONE;
    private volatile boolean revoked;
    /** The number of threads that are about to take a slot and label it. */
    private final AtomicInteger takers = new AtomicInteger();

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
        for (; next < first + count; next++) {
            free.add(next);
        }
    }

    /** Takes a slot that the thread owns until it ends; returns its number, or {@link #NONE}. */
    public int take(Thread thread, int tid) {
        OwnSlot own = takeOwn(thread, tid);
        return own == null ? NONE : own.number();
    }

    /** Takes a slot that the thread owns until it ends; returns null if none is left. */
    public @Nullable OwnSlot takeOwn(Thread thread, int tid) {
        takers.incrementAndGet();
        try {
            return revoked ? null : takeFree(thread, tid);
        } finally {
            takers.decrementAndGet();
        }
    }

    private @Nullable OwnSlot takeFree(Thread thread, int tid) {
        Owner owner = new Owner(thread);
        Integer slot = free.poll();
        if (slot == null) {
            onShortage.run();
            return null;
        }
        owner.slot(slot);
        try {
            labels.add(slot, thread, tid);
            OwnSlot own = new OwnSlot(owner, metadata, at(slot));
            owned.add(own);
            if (revoked) {
                own.revoke();
            }
            return own;
        } catch (Throwable e) {
            strand(owner);
            throw e;
        }
    }

    /** Leaves a slot to the sweep, without allocating: memory may be exhausted. */
    private void strand(Owner owner) {
        Owner last;
        do {
            last = stranded.get();
            owner.next = last;
        } while (!stranded.compareAndSet(last, owner));
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
        borrowers.setRelease(slot.index, null);
    }

    /**
     * Abandons the slot that a thread, now outside any event, may still hold because it failed before it could return
     * it.
     */
    public void giveUpBorrowed(Thread borrower) {
        for (SharedSlot slot : shared) {
            if (slot != null && borrowers.getOpaque(slot.index) == borrower) {
                slot.failed = borrower;
            }
        }
    }

    /** Returns whether a thread could take a slot now. */
    public boolean areFree() {
        return !free.isEmpty();
    }

    /** Returns whether threads have slots that {@link #reclaim} may eventually have to take back. */
    public boolean areInUse() {
        return !owned.isEmpty() || anyBorrowed();
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
     * Makes threads stop writing with these slots, permanently. A thread may be inside an event, or about to begin one
     * without having seen this: after a barrier across this process, {@link #areLeft} reports when no thread is.
     */
    public void revoke() {
        revoked = true;
        owned.forEach(OwnSlot::revoke);
    }

    /** Returns whether the slots are revoked; each borrower checks it between its CAS and its event. */
    public boolean areRevoked() {
        return revoked;
    }

    /**
     * Returns whether all slots can be returned, after {@link #revoke} and a barrier: no thread stores anything in them
     * any more. The daemon settles what is owed by threads that have ended, or failed inside an event. Called on the
     * thread that calls {@link #reclaim}, after it.
     */
    public boolean areLeft() {
        boolean left = takers.get() == 0;
        for (int i = 0; i < SHARED && left; i++) {
            Object borrower = borrowers.getAcquire(i);
            left = borrower == null || borrower == NOT_GRANTED || borrower == SWEEP;
        }
        for (Iterator<OwnSlot> all = owned.iterator(); left && all.hasNext(); ) {
            left = all.next().isLeft();
        }
        return left;
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
        int reclaimed = reclaimStranded();
        for (Iterator<OwnSlot> all = owned.iterator(); all.hasNext(); ) {
            OwnSlot one = all.next();
            if (!one.owner().hasEnded()) {
                one.giveUp();
            } else if (one.settle()) {
                // In this order: if memory is exhausted, the next sweep repeats it.
                reuse(one.owner());
                all.remove();
                reclaimed++;
            }
        }
        return reclaimed;
    }

    /** Reclaims slots with which nothing was written. */
    private int reclaimStranded() {
        int reclaimed = 0;
        for (Owner one = stranded.getAndSet(null); one != null; one = one.next) {
            reuse(one);
            reclaimed++;
        }
        return reclaimed;
    }

    private void reuse(Owner last) {
        labels.remove(last.slot());
        free.add(last.slot());
    }

    /**
     * Takes a slot only from the very borrower that was seen. A borrower that has ended cannot have borrowed it again,
     * and one that failed has not returned it.
     */
    void reclaimShared(Predicate<Thread> hasEnded) {
        for (int i = 0; i < SHARED; i++) {
            Object seen = borrowers.getAcquire(i);
            SharedSlot slot = shared[i];
            if (slot != null
                    && (seen == SWEEP || (isLeft(slot, seen, hasEnded) && borrowers.compareAndSet(i, seen, SWEEP)))) {
                if (slot.writer.settle()) {
                    slot.failed = null;
                    borrowers.setRelease(i, null);
                }
            }
        }
    }

    @SuppressWarnings("ReferenceEquality") // the very thread
    private static boolean isLeft(SharedSlot slot, @Nullable Object borrower, Predicate<Thread> hasEnded) {
        return borrower instanceof Thread thread && (slot.failed == thread || hasEnded.test(thread));
    }

    int at(int slot) {
        return geometry.threadSlotOffset(slot);
    }

    private RingWriter writer(int slot) {
        return new RingWriter(metadata, at(slot), NanoClock.MONOTONIC);
    }
}
