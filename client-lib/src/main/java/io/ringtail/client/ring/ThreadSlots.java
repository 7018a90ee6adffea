package io.ringtail.client.ring;

import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.ThreadSlotDescriptor;
import io.ringtail.proto.memory.MappedRegion;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
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
    private final ThreadListener onThread;
    private volatile int firstShared = NONE;
    private volatile Runnable onReclaim = () -> {};

    private record Owned(WeakReference<Thread> thread, int slot) {}

    /**
     * No slots yet.
     *
     * @param onShortage called when none was left for a thread: by any thread, often; it only asks for more
     * @param onThread called when a thread has taken a slot
     */
    public ThreadSlots(MappedRegion metadata, Geometry geometry, Runnable onShortage, ThreadListener onThread) {
        this.metadata = metadata;
        this.geometry = geometry;
        this.onShortage = onShortage;
        this.onThread = onThread;
    }

    /** Sets what else is done about threads that have ended whenever their slots are reclaimed, on the same thread. */
    public void onReclaim(Runnable also) {
        onReclaim = also;
    }

    /** Adds slots; the first ones granted become the shared ones. */
    public void grant(int first, int count) {
        int next = first;
        if (firstShared == NONE) {
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
        name(slot, tid, thread.getName());
        onThread.onThread(slot, tid, thread.getName());
        return slot;
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
                metadata.putIntRelease(at(one.slot) + ThreadSlotDescriptor.TID_OFFSET, 0);
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

    private void name(int slot, int tid, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, ThreadSlotDescriptor.NAME_CAPACITY);
        while (length > 0 && length < bytes.length && (bytes[length] & 0xc0) == 0x80) {
            length--;
        }
        metadata.putBytes(at(slot) + ThreadSlotDescriptor.NAME_OFFSET, bytes, 0, length);
        metadata.putInt(at(slot) + ThreadSlotDescriptor.NAME_LENGTH_OFFSET, length);
        metadata.putIntRelease(at(slot) + ThreadSlotDescriptor.TID_OFFSET, tid);
    }
}
