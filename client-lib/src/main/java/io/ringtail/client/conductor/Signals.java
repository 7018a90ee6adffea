package io.ringtail.client.conductor;

import io.ringtail.proto.control.ThreadName;
import io.ringtail.proto.layout.Geometry;
import java.util.BitSet;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/**
 * The signals that the writers of one attachment leave for the conductor. Writers never wait; of several equal signals,
 * the first one wakes the conductor.
 */
final class Signals {
    private static final int MAX_THREADS = 4096;

    private final Runnable wakeup;
    private final AtomicIntegerArray missing = new AtomicIntegerArray(Geometry.MAX_CPUS);
    private final Queue<ThreadName> threads = new ConcurrentLinkedQueue<>();
    private final AtomicInteger threadCount = new AtomicInteger();
    private volatile boolean anyMissing;
    private volatile boolean shortage;

    Signals(Runnable wakeup) {
        this.wakeup = wakeup;
    }

    /** Signals that a thread found no slot. */
    void onShortage() {
        if (!shortage) {
            shortage = true;
            wakeup.run();
        }
    }

    /** Signals that a thread runs on a CPU that is not online here. */
    void onMissingCpu(int cpu) {
        if (missing.getOpaque(cpu) == 0 && missing.compareAndSet(cpu, 0, 1)) {
            anyMissing = true;
            wakeup.run();
        }
    }

    /**
     * Signals that a thread starts to write or was renamed. Names beyond a limit are omitted: the daemon finds them in
     * the slots.
     */
    void onThread(int slot, int tid, int id, String name) {
        if (tid <= 0) {
            return;
        }
        if (threadCount.incrementAndGet() <= MAX_THREADS) {
            threads.add(new ThreadName(slot, tid, id, name));
            wakeup.run();
        } else {
            threadCount.decrementAndGet();
        }
    }

    /** Returns whether there are names to poll. */
    boolean hasThreads() {
        return !threads.isEmpty();
    }

    boolean shortage() {
        return shortage;
    }

    void clearShortage() {
        shortage = false;
    }

    /** Returns the CPUs signalled since the last call. They stay marked until {@link #forgetMissing}. */
    BitSet takeMissing() {
        BitSet taken = new BitSet();
        if (anyMissing) {
            anyMissing = false;
            for (int cpu = 0; cpu < Geometry.MAX_CPUS; cpu++) {
                if (missing.compareAndSet(cpu, 1, 2)) {
                    taken.set(cpu);
                }
            }
        }
        return taken;
    }

    /** Allows CPUs that were taken to be signalled again. */
    void forgetMissing() {
        for (int cpu = 0; cpu < Geometry.MAX_CPUS; cpu++) {
            missing.compareAndSet(cpu, 2, 0);
        }
    }

    @Nullable
    ThreadName pollThread() {
        ThreadName thread = threads.poll();
        if (thread == null) {
            // A thread may have failed between counting a name and adding it.
            threadCount.set(threads.size());
        } else {
            threadCount.decrementAndGet();
        }
        return thread;
    }
}
