package io.ringtail.client;

import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * A platform thread's entry in the {@link ThreadTable}: its context, and the records of the events it has begun.
 *
 * <p>The reference to the thread is weak, so an entry keeps neither the thread nor what it refers to reachable. Only
 * that thread uses anything but {@link #next}.
 */
final class ThreadEntry extends WeakReference<Thread> {
    /** The number of nested events for which a record is kept ready. */
    private static final int DEPTH = 8;

    /** The next entry of the bucket; only the sweep changes it. */
    volatile @Nullable ThreadEntry next;

    private final ThreadContext context;
    private final @Nullable EventRecord[] records = new EventRecord[DEPTH];
    private EventRecord latest;
    private int oldest;
    private @Nullable TypedWriter writer;

    ThreadEntry(Thread thread, Threads threads) {
        super(thread);
        context = new ThreadContext(threads, this, false);
        latest = new EventRecord(context);
        records[0] = latest;
    }

    /** Returns the writer of providers' events; null before the first one. */
    @Nullable
    TypedWriter writer() {
        return writer;
    }

    /** Lets the writer follow the thread to what its last event used. */
    void prepareWriter() {
        TypedWriter prepared = writer;
        if (prepared == null) {
            prepared = new TypedWriter(context.lost);
            writer = prepared;
        }
        context.prepare(prepared);
    }

    /** Returns the record used last; it is open if another event is being written, or was begun and abandoned. */
    EventRecord latest() {
        return latest;
    }

    /**
     * Returns a record that is not open. If all are open, most were abandoned: this drops one, which remains valid for
     * a caller that may still commit it. So neither a live event nor a later one is lost, and at most {@value #DEPTH}
     * records are kept.
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
