package io.ringtail.bench;

import io.ringtail.client.EventType;
import io.ringtail.client.Tracer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;

/**
 * A writer of 100,000 events a second, whose CPU time of an event is compared between two states of the machine
 * that take turns. It says {@code ready} once its events reach a ring. Then standard input says which state it
 * is: {@code a} for the first, {@code b} for the second, and a point in between, which is not measured. When it
 * ends, a line of JSON is printed: the medians of both, and of the ratios between neighbours, so a machine that
 * is faster in one minute than in the next counts for both states; and the number of turns.
 *
 * <p>It writes a hundred events each millisecond, so that reading the thread's CPU time costs each little.
 *
 * <p>{@code PacedWriter DIRECTORY}
 */
public final class PacedWriter {
    private static final int BATCH = 100;
    private static final long PERIOD_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final EventType tick;
    private final ThreadMXBean cpuTime = ManagementFactory.getThreadMXBean();
    private final List<Turn> turns = new ArrayList<>();
    private long seq;
    private volatile int asked = '.';

    private PacedWriter(Tracer tracer) throws InterruptedException {
        tick = tracer.event("load", "tick")
                .u64("seq")
                .s32("thread")
                .string("note")
                .register();
        if (!tracer.awaitReady(Duration.ofSeconds(30))) {
            throw new IllegalStateException("not attached");
        }
    }

    /** A turn of the second state, and the one of the first before it, ns of CPU time an event. */
    private record Turn(double firstNs, double secondNs) {
        double ratio() {
            return secondNs / firstNs;
        }
    }

    /** Writes until standard input ends. */
    public static void main(String[] args) throws InterruptedException {
        try (Tracer tracer = Tracer.connect(Path.of(args[0]))) {
            new PacedWriter(tracer).run();
        }
    }

    private void run() {
        System.out.println("ready");
        Thread asking = new Thread(this::readStates, "states");
        asking.setDaemon(true);
        asking.start();
        int state = '.';
        double firstNs = 0;
        long usedNs = 0;
        long events = 0;
        long dueNs = System.nanoTime();
        while (state >= 0) {
            int next = asked;
            if (next != state) {
                double eventNs = events == 0 ? 0 : (double) usedNs / events;
                if (state == 'a') {
                    firstNs = eventNs;
                } else if (state == 'b' && firstNs > 0) {
                    turns.add(new Turn(firstNs, eventNs));
                    firstNs = 0;
                }
                state = next;
                usedNs = 0;
                events = 0;
            }
            usedNs += write();
            events += BATCH;
            dueNs = Math.max(dueNs + PERIOD_NS, System.nanoTime());
            LockSupport.parkNanos(dueNs - System.nanoTime());
        }
        System.out.printf(
                Locale.ROOT,
                "{\"first\":%.1f,\"second\":%.1f,\"ratio\":%.3f,\"turns\":%d}%n",
                median(Turn::firstNs),
                median(Turn::secondNs),
                median(Turn::ratio),
                turns.size());
    }

    /** Reads each state, and -1 at the end. */
    private void readStates() {
        try {
            do {
                asked = System.in.read();
            } while (asked >= 0);
        } catch (IOException e) {
            asked = -1;
        }
    }

    /** Writes a batch, and returns the CPU time that it took. */
    private long write() {
        long beforeNs = cpuTime.getCurrentThreadCpuTime();
        for (int i = 0; i < BATCH; i++) {
            tick.begin().u64(seq++).s32(0).string("").commit();
        }
        return cpuTime.getCurrentThreadCpuTime() - beforeNs;
    }

    private double median(ToDoubleFunction<Turn> value) {
        return turns.stream()
                .mapToDouble(value)
                .sorted()
                .skip(turns.size() / 2)
                .findFirst()
                .orElse(Double.NaN);
    }
}
