package io.ringtail.client;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a process's platform threads; each thread looks up its own. Lock-free; a look-up allocates nothing.
 *
 * <p>An entry belongs to a Thread, whatever happens to its thread-locals. Buckets by identity hash code hold every
 * entry; an array indexed by thread id holds shortcuts to them. A shortcut is used only if its entry refers to the
 * current thread, so that a colliding id, or an overridden {@code getId}, costs only a search through a bucket.
 *
 * <pre>
 *   entry     pushed on its bucket by its own thread, CAS; unlinked by the sweep once that thread has ended
 *   shortcut  stored by the entry's own thread if there is none, cleared by the sweep; plain
 * </pre>
 *
 * <p>Shortcuts are loaded and stored without ordering. Another thread's entry, however little of it is visible, is only
 * compared with the current thread, and does not match. The current thread created its own entry itself.
 */
final class ThreadTable {
    private static final int BUCKETS = 1024;
    private static final int MIN_SHORTCUTS = 256;
    /** Shortcuts for each live thread: at least this many after a sweep, and at most four times as many. */
    private static final int SPARE = 4;

    private static final VarHandle SWEEPING;

    static {
        try {
            SWEEPING = MethodHandles.lookup().findVarHandle(ThreadTable.class, "sweeping", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final AtomicReferenceArray<@Nullable ThreadEntry> buckets = new AtomicReferenceArray<>(BUCKETS);
    /** The length is a power of two; the array is replaced as a whole. */
    private @Nullable ThreadEntry[] shortcuts = new ThreadEntry[MIN_SHORTCUTS];

    private final AtomicInteger size = new AtomicInteger();

    @SuppressWarnings("UnusedVariable") // read through its handle only
    private volatile boolean sweeping;

    /** Returns the current thread's entry, or null if only {@link #find} can find it. */
    @Nullable
    ThreadEntry shortcut(Thread current) {
        ThreadEntry[] all = shortcuts;
        ThreadEntry entry = all[indexOf(current, all)];
        return entry != null && entry.refersTo(current) ? entry : null;
    }

    /** Returns the current thread's entry, or null if it has none. */
    @Nullable
    ThreadEntry find(Thread current) {
        ThreadEntry[] all = shortcuts;
        int index = indexOf(current, all);
        ThreadEntry entry = all[index ^ 1];
        if (entry != null && entry.refersTo(current)) {
            return entry;
        }
        entry = buckets.getAcquire(bucketOf(current));
        while (entry != null && !entry.refersTo(current)) {
            entry = entry.next;
        }
        if (entry != null) {
            shorten(entry, index, all);
        }
        return entry;
    }

    /** Adds an entry for the current thread, which has none yet. */
    void add(Thread current, ThreadEntry entry) {
        int bucket = bucketOf(current);
        ThreadEntry head;
        do {
            head = buckets.getAcquire(bucket);
            entry.next = head;
        } while (!buckets.compareAndSet(bucket, head, entry));
        if (size.incrementAndGet() > shortcuts.length / 2) {
            sweep();
        }
    }

    /** Stores a shortcut. The second place spares most threads with colliding ids the bucket search. */
    private static void shorten(ThreadEntry entry, int index, @Nullable ThreadEntry[] all) {
        if (all[index] == null) {
            all[index] = entry;
        } else if (all[index ^ 1] == null) {
            all[index ^ 1] = entry;
        }
    }

    /**
     * Removes the entries of threads that have ended, and fits the shortcuts to the live ones. One thread at a time
     * does it.
     */
    void sweep() {
        if (!SWEEPING.compareAndSet(this, false, true)) {
            return;
        }
        try {
            int live = 0;
            for (int bucket = 0; bucket < BUCKETS; bucket++) {
                live += sweep(bucket);
            }
            fit(live);
        } finally {
            // A plain store: if the stack is exhausted, a call would fail.
            sweeping = false;
        }
    }

    private int sweep(int bucket) {
        int live = 0;
        ThreadEntry before = null;
        for (ThreadEntry entry = buckets.getAcquire(bucket); entry != null; entry = entry.next) {
            if (entry.hasEnded()) {
                unlink(bucket, before, entry);
                size.decrementAndGet();
            } else {
                before = entry;
                live++;
            }
        }
        return live;
    }

    private void unlink(int bucket, @Nullable ThreadEntry before, ThreadEntry entry) {
        if (before == null && buckets.compareAndSet(bucket, entry, entry.next)) {
            return;
        }
        ThreadEntry last = before;
        if (last == null) {
            // Other entries were pushed in the meantime.
            last = buckets.getAcquire(bucket);
            while (last != null && last.next != entry) {
                last = last.next;
            }
        }
        if (last != null) {
            last.next = entry.next;
        }
    }

    private void fit(int live) {
        int length = shortcuts.length;
        while (length < live * SPARE) {
            length *= 2;
        }
        while (length > MIN_SHORTCUTS && length > live * SPARE * 4) {
            length /= 2;
        }
        if (length != shortcuts.length) {
            // Each thread stores its own shortcut again when it misses it.
            shortcuts = new ThreadEntry[length];
            return;
        }
        ThreadEntry[] all = shortcuts;
        for (int i = 0; i < length; i++) {
            ThreadEntry entry = all[i];
            if (entry != null && entry.hasEnded()) {
                all[i] = null;
            }
        }
    }

    /** Removes all entries. */
    void clear() {
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            buckets.setRelease(bucket, null);
        }
        size.set(0);
        shortcuts = new ThreadEntry[MIN_SHORTCUTS];
    }

    /** Returns the number of entries, including those of threads that have ended since the last sweep. */
    int size() {
        return size.get();
    }

    private static int bucketOf(Thread thread) {
        int hash = System.identityHashCode(thread);
        return (hash ^ hash >>> 16) & (BUCKETS - 1);
    }

    private static int indexOf(Thread thread, @Nullable ThreadEntry[] all) {
        return (int) idOf(thread) & (all.length - 1);
    }

    /** Any value will do, even if an application's thread returns a different one each time. */
    private static long idOf(Thread thread) {
        try {
            return thread.getId();
        } catch (Throwable e) {
            ApplicationCode.onFailure(e);
            return 0;
        }
    }
}
