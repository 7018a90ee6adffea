package io.ringtail.cli;

import io.ringtail.client.EventType;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** A thread of {@code ringtail load}. Its counts may be read after it has ended. */
final class LoadThread extends Thread {
    private static final int BATCH = 256;
    private static final int WARM_UP = 100_000;
    private static final double NS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final EventType tick;
    private final int number;
    private final long count;
    private final double rate;
    private final String note;
    private final CountDownLatch start;
    private final AtomicBoolean ending;
    private long written;
    private long dropped;
    private long busyNs;
    private long warmUpEvents;
    private long warmUpNs;

    /**
     * Creates a thread that writes the given number of events at the given rate per second, or at full speed if the
     * rate is 0.
     */
    LoadThread(
            EventType tick,
            int number,
            long count,
            double rate,
            String note,
            CountDownLatch start,
            AtomicBoolean ending) {
        super("load-" + number);
        this.tick = tick;
        this.number = number;
        this.count = count;
        this.rate = rate;
        this.note = note;
        this.start = start;
        this.ending = ending;
    }

    /** Events that were recorded in a ring. */
    long written() {
        return written;
    }

    /** Events that were dropped for lack of room. */
    long dropped() {
        return dropped;
    }

    /** CPU time spent writing; with a rate, time between pauses. */
    long busyNs() {
        return busyNs;
    }

    /** Its first events, which a cold JVM interprets or compiles; 0 if it wrote no more than those. */
    long warmUpEvents() {
        return warmUpEvents;
    }

    /** CPU time spent writing these. */
    long warmUpNs() {
        return warmUpNs;
    }

    @Override
    public void run() {
        try {
            start.await();
        } catch (InterruptedException e) {
            return;
        }
        if (rate > 0) {
            runAtRate();
        } else {
            ThreadMXBean cpuTime = ManagementFactory.getThreadMXBean();
            long before = cpuTime.getCurrentThreadCpuTime();
            for (long seq = 0; seq < count && !ending.get(); seq += BATCH) {
                if (warmUpEvents == 0 && seq >= WARM_UP) {
                    warmUpEvents = seq;
                    warmUpNs = cpuTime.getCurrentThreadCpuTime() - before;
                }
                write(seq, Math.min(count, seq + BATCH));
            }
            busyNs = cpuTime.getCurrentThreadCpuTime() - before;
        }
    }

    private void runAtRate() {
        long begin = System.nanoTime();
        long seq = 0;
        while (seq < count && !ending.get()) {
            long now = System.nanoTime();
            long due = (long) Math.min((double) count, 1 + (now - begin) / NS_PER_SECOND * rate);
            if (due > seq) {
                write(seq, due);
                busyNs += System.nanoTime() - now;
                seq = due;
            } else {
                double left = seq / rate * NS_PER_SECOND - (now - begin);
                LockSupport.parkNanos((long) Math.min((double) LONGEST_PAUSE_NS, Math.max(1, left)));
            }
        }
    }

    private void write(long from, long to) {
        for (long seq = from; seq < to; seq++) {
            if (tick.begin().u64(seq).s32(number).string(note).commit()) {
                written++;
            } else {
                dropped++;
            }
        }
    }
}
