package io.ringtail.client.ring;

import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.SubstituteId;
import io.ringtail.proto.memory.MappedRegion;
import java.lang.ref.WeakReference;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReferenceArray;
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

    /** In place of a borrower: its thread lives, and will not give the slot back. */
    private static final Object GIVEN_UP = new Object();
    /** In place of a borrower: there is no such slot. */
    private static final Object NOT_GRANTED = new Object();

    private final MappedRegion metadata;
    private final Geometry geometry;
    /** Who has borrowed each shared slot; null where it is free. */
    private final AtomicReferenceArray<@Nullable Object> borrowers = new AtomicReferenceArray<>(SHARED);

    private final Queue<Integer> free = new ConcurrentLinkedQueue<>();
    private final Queue<Owned> owned = new ConcurrentLinkedQueue<>();
    private final Runnable onShortage;
    private final SlotLabels labels;
    private volatile int firstShared = NONE;
    private volatile Runnable onReclaim = () -> {};

    private record Owned(WeakReference<Thread> thread, int slot) {}

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

    /** Adds slots; the first ones granted become the shared ones. */
    public void grant(int first, int count) {
        int next = first;
        if (firstShared == NONE) {
            labels.addShared(first);
            firstShared = first;
            next += Math.min(SHARED, count);
            for (int i = count; i < SHARED; i++) {
                borrowers.set(i, NOT_GRANTED);
            }
        }
        for (; next < first + count; next++) {
            free.add(next);
        }
    }

    /** A slot of the thread's own until it ends, or {@link #NONE}. */
    public int take(Thread thread, int tid) {
        Integer slot = free.poll();
        if (slot == null) {
            onShortage.run();
            return NONE;
        }
        owned.add(new Owned(new WeakReference<>(thread), slot));
        labels.add(slot, thread, tid);
        return slot;
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

    /** A shared slot until {@link #giveBack}, or {@link #NONE} where all are in use. */
    public int borrow(int near) {
        int first = firstShared;
        Thread borrower = Thread.currentThread();
        for (int i = 0; first != NONE && i < SHARED; i++) {
            int index = (near + i) & (SHARED - 1);
            if (borrowers.compareAndSet(index, null, borrower)) {
                return first + index;
            }
        }
        return NONE;
    }

    /** Ends a {@link #borrow}. */
    public void giveBack(int slot) {
        borrowers.setRelease(sharedIndex(slot), null);
    }

    /** Ends a {@link #borrow} in the middle of an event: {@link #reclaim} gives the slot back when nothing is owed. */
    void giveUp(int slot) {
        borrowers.setRelease(sharedIndex(slot), GIVEN_UP);
    }

    /** Whether threads have slots that {@link #reclaim} may have to take back one day. */
    public boolean areInUse() {
        return !owned.isEmpty() || anyBorrowed();
    }

    private boolean anyBorrowed() {
        boolean any = false;
        for (int i = 0; i < SHARED && !any; i++) {
            Object borrower = borrowers.getOpaque(i);
            any = borrower != null && borrower != NOT_GRANTED;
        }
        return any;
    }

    /**
     * Takes back the slots of threads that have ended, or failed inside an event; gives up those where something is owed.
     * On one thread at a time.
     *
     * @return how many can be taken again by threads
     */
    public int reclaim() {
        onReclaim.run();
        reclaimShared();
        int reclaimed = 0;
        for (Iterator<Owned> all = owned.iterator(); all.hasNext(); ) {
            Owned one = all.next();
            Thread thread = one.thread.get();
            if ((thread == null || !thread.isAlive()) && settled(one.slot)) {
                all.remove();
                labels.remove(one.slot);
                free.add(one.slot);
                reclaimed++;
            }
        }
        return reclaimed;
    }

    private void reclaimShared() {
        for (int i = 0; i < SHARED; i++) {
            Object borrower = borrowers.getAcquire(i);
            boolean ended = borrower instanceof Thread thread && !thread.isAlive();
            if ((ended || borrower == GIVEN_UP) && settled(firstShared + i)) {
                borrowers.setRelease(i, null);
            }
        }
    }

    int sharedIndex(int slot) {
        return slot - firstShared;
    }

    int at(int slot) {
        return geometry.threadSlotOffset(slot);
    }

    private boolean settled(int slot) {
        return new Intent(metadata, at(slot)).settle();
    }
}
