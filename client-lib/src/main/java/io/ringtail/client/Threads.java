package io.ringtail.client;

import io.ringtail.client.cpu.CpuId;
import io.ringtail.client.cpu.ThreadIds;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The records of this process's threads: a platform thread keeps its own; virtual threads, of which there may be
 * millions, borrow one from a small pool for each event.
 */
final class Threads {
    private static final int POOL = 64;

    private final ThreadTable table = new ThreadTable();
    private final AtomicReferenceArray<@Nullable EventRecord> pool = new AtomicReferenceArray<>(POOL);
    /** The record for all threads when there is no other: its events go nowhere. */
    private final EventRecord nowhere = EventRecord.toNowhere();

    private final EarlyEvents early = new EarlyEvents();
    private final LostEvents lost = new LostEvents();

    /** The records with which the same threads write in instances, by their names. */
    private final Map<String, Threads> instances = new ConcurrentHashMap<>();

    private volatile @Nullable Machine machine;
    private volatile boolean closed;

    /** Sets the machine, before the first attachment is published. */
    void machine(Machine found) {
        machine = found;
    }

    /** Returns the record to use when there is no memory for another. */
    EventRecord nowhere() {
        return nowhere;
    }

    ThreadTable table() {
        return table;
    }

    EarlyEvents early() {
        return early;
    }

    /** Returns where events are counted that were lost without the stack or the heap for a call. */
    LostEvents lost() {
        return lost;
    }

    /** Returns a record of the current thread that is not open. */
    EventRecord record() {
        Thread current = Thread.currentThread();
        ThreadEntry entry = table.shortcut(current);
        EventRecord latest = entry == null ? null : entry.latest();
        return latest == null || latest.isOpen() ? findRecord(current) : latest;
    }

    /** Returns the records for an instance, new ones if it had none; once there is a machine. */
    Threads instance(String name) {
        return instances.computeIfAbsent(name, unknown -> ofInstance());
    }

    private Threads ofInstance() {
        Threads made = new Threads();
        made.machine = machine;
        made.early.clear();
        made.closed = closed;
        return made;
    }

    /** Drops all records for an instance permanently. */
    void closeInstance(String name) {
        Threads dropped = instances.remove(name);
        if (dropped != null) {
            dropped.close();
        }
    }

    EventRecord findRecord(Thread current) {
        if (closed) {
            return nowhere;
        }
        return ThreadIds.isVirtual(current) ? lend(current) : ownRecord(current);
    }

    private EventRecord ownRecord(Thread current) {
        ThreadEntry entry = table.find(current);
        if (entry == null) {
            entry = new ThreadEntry(current, this);
            table.add(current, entry);
        }
        EventRecord latest = entry.latest();
        return latest.isOpen() ? entry.unused() : latest;
    }

    /**
     * Returns a record to lend to one platform thread, each time with {@link EventRecord#lendTo}: its events take no
     * slot for good.
     */
    EventRecord lendable() {
        return new EventRecord(new ThreadContext(this, null, false));
    }

    /** Lends the current virtual thread a record for one event. */
    EventRecord lend(Thread current) {
        int from = System.identityHashCode(current);
        for (int i = 0; i < POOL; i++) {
            int index = (from + i) & (POOL - 1);
            EventRecord record = pool.getOpaque(index) == null ? null : pool.getAndSet(index, null);
            if (record != null) {
                record.lendTo(current);
                return record;
            }
        }
        EventRecord fresh = new EventRecord(new ThreadContext(this, null, true));
        fresh.lendTo(current);
        return fresh;
    }

    /** Takes back a lent record. */
    void giveBack(EventRecord record) {
        int from = System.identityHashCode(Thread.currentThread());
        for (int i = 0; i < POOL && !closed; i++) {
            if (pool.compareAndSet((from + i) & (POOL - 1), null, record)) {
                return;
            }
        }
    }

    /** Drops the records of threads that have ended. */
    void sweep() {
        table.sweep();
    }

    /**
     * Drops all records permanently; an event already begun keeps its own. No thread refers to anything here, so none
     * of it outlives the tracer and its event types.
     */
    void close() {
        closed = true;
        table.clear();
        for (int i = 0; i < POOL; i++) {
            pool.setRelease(i, null);
        }
        instances.values().forEach(Threads::close);
        instances.clear();
    }

    /** Returns the number of platform threads with records. */
    int size() {
        return table.size();
    }

    int currentTid() {
        Machine known = machine;
        return known == null ? 0 : (int) known.threadIds().current();
    }

    @Nullable
    CpuId currentCpuId() {
        Machine known = machine;
        return known == null ? null : known.cpuIds().forCurrentThread();
    }
}
