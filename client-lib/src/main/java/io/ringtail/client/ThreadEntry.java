package io.ringtail.client;

import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * A platform thread's entry in the {@link ThreadTable}: its context, and the records of the events it has begun.
 *
 * <p>The reference to the thread is weak, so an entry keeps neither the thread nor what a thread refers to. All but
 * {@link #next} is for that thread alone.
 */
final class ThreadEntry extends WeakReference<Thread> {
    /** Events begun inside each other for which a record is kept ready. */
    private static final int DEPTH = 8;

    /** The next entry of the bucket; only the sweep changes it. */
    volatile @Nullable ThreadEntry next;

    private final ThreadContext context;
    private final @Nullable EventRecord[] records = new EventRecord[DEPTH];
    private EventRecord latest;
    private int oldest;

    ThreadEntry(Thread thread, Threads threads) {
        super(thread);
        context = new ThreadContext(threads, this);
        latest = new EventRecord(context);
        records[0] = latest;
    }

    /** The record used last, which is open where another event is being written, or was begun and abandoned. */
    EventRecord latest() {
        return latest;
    }

    /**
     * A record that is not open. Where all are, most were abandoned: one is let go, and stays with whoever may yet commit
     * it, so that neither a live event nor a later one is lost, and no more than {@value #DEPTH} are kept.
     */
    EventRecord unused() {
        for (int i = 0; i < DEPTH; i++) {
            EventRecord record = records[i];
            if (record == null || !record.isOpen()) {
                return use(i, record == null ? new EventRecord(context) : record);
            }
        }
        EventRecord fresh = new EventRecord(context);
        oldest = (oldest + 1) % DEPTH;
        return use(oldest, fresh);
    }

    private EventRecord use(int index, EventRecord record) {
        records[index] = record;
        latest = record;
        return record;
    }

    boolean hasEnded() {
        Thread thread = get();
        return thread == null || !thread.isAlive();
    }
}
