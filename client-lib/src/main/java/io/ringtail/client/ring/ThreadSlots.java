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
    /** In place of a borrower: there is no such slot. */
    private static final Object NOT_GRANTED = new Object();

    private final MappedRegion metadata;
    private final Geometry geometry;
    /** Who has borrowed each shared slot; null where it is free. Borrowers and the sweep, CAS; given back with release. */
    private final AtomicReferenceArray<@Nullable Object> borrowers = new AtomicReferenceArray<>(SHARED);
    /** Filled before the first of them can be borrowed. */
    private final @Nullable SharedSlot[] shared = new SharedSlot[SHARED];

    private final Queue<Integer> free = new ConcurrentLinkedQueue<>();
    private final Queue<OwnSlot> owned = new ConcurrentLinkedQueue<>();
    /** Those that took a slot and could not make use of it, each leading to the next. */
    private final AtomicReference<@Nullable Owner> stranded = new AtomicReference<>();

    private final Runnable onShortage;
    private final SlotLabels labels;
    private volatile int firstShared = NONE;
    private volatile boolean revoked;
    /** Threads that are about to take a slot, and label it. */
    private final AtomicInteger takers = new AtomicInteger();

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
        for (; next < first + count; next++) {
            free.add(next);
        }
    }

    /** The number of a slot of the thread's own until it ends, or {@link #NONE}. */
    public int take(Thread thread, int tid) {
        OwnSlot own = takeOwn(thread, tid);
        return own == null ? NONE : own.number();
    }

    /** A slot of the thread's own until it ends, or null where none is left. */
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

    /** Leaves a slot to the sweep, without allocating: memory may be what is missing. */
    private void strand(Owner owner) {
        Owner last;
        do {
            last = stranded.get();
            owner.next = last;
        } while (!stranded.compareAndSet(last, owner));
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
        borrowers.setRelease(slot.index, null);
    }

    /** Gives up what a thread that is in no event has borrowed, should it not have been able to when it failed. */
    public void giveUpBorrowed(Thread borrower) {
        for (SharedSlot slot : shared) {
            if (slot != null && borrowers.getOpaque(slot.index) == borrower) {
                slot.failed = borrower;
            }
        }
    }

    /** Whether a thread could take a slot now. */
    public boolean areFree() {
        return !free.isEmpty();
    }

    /** Whether threads have slots that {@link #reclaim} may have to take back one day. */
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
     * Makes threads write no more with these slots, for good. A thread may be inside an event, or about to be without having
     * seen it: after a barrier across this process, {@link #areLeft} tells when none is any more.
     */
    public void revoke() {
        revoked = true;
        owned.forEach(OwnSlot::revoke);
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
     * Takes back the slots of threads that have ended, or failed inside an event; gives up those where something is owed.
     * On one thread at a time.
     *
     * @return how many can be taken again by threads
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
                // In this order: where there is no memory for it, the next sweep does it.
                reuse(one.owner());
                all.remove();
                reclaimed++;
            }
        }
        return reclaimed;
    }

    /** Nothing was written with these. */
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
     * A slot is taken from the very borrower that was seen. One that has ended cannot have borrowed it again, and one that
     * failed has not given it back.
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
