package io.ringtail.client;

import io.ringtail.client.cpu.CpuId;
import io.ringtail.client.cpu.ThreadIds;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The records of this process's threads: a platform thread keeps its own; virtual ones, of which there may be millions,
 * take one from a small pool for each event.
 */
final class Threads {
    private static final int POOL = 64;
    /** Events that may be begun inside each other; beyond, those further out are taken for abandoned. */
    private static final int DEPTH = 8;

    private final ThreadLocal<EventRecord> own =
            ThreadLocal.withInitial(() -> new EventRecord(new ThreadContext(this, false)));
    private final AtomicReferenceArray<@Nullable EventRecord> pool = new AtomicReferenceArray<>(POOL);
    private volatile @Nullable Machine machine;

    /** Set before the first attachment is published. */
    void machine(Machine found) {
        machine = found;
    }

    EventRecord record() {
        return ThreadIds.isVirtual(Thread.currentThread()) ? lend() : unused(own.get());
    }

    private static EventRecord unused(EventRecord outermost) {
        EventRecord record = outermost;
        for (int depth = 1; record.isOpen(); depth++) {
            record = depth == DEPTH ? outermost : record.inner();
            if (record == outermost) {
                break;
            }
        }
        return record;
    }

    private EventRecord lend() {
        int from = System.identityHashCode(Thread.currentThread());
        for (int i = 0; i < POOL; i++) {
            int index = (from + i) & (POOL - 1);
            EventRecord record = pool.getOpaque(index) == null ? null : pool.getAndSet(index, null);
            if (record != null) {
                return record;
            }
        }
        return new EventRecord(new ThreadContext(this, true));
    }

    void giveBack(EventRecord record) {
        int from = System.identityHashCode(Thread.currentThread());
        for (int i = 0; i < POOL; i++) {
            if (pool.compareAndSet((from + i) & (POOL - 1), null, record)) {
                return;
            }
        }
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
