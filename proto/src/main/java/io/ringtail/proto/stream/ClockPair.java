package io.ringtail.proto.stream;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * One moment on two clocks, by which the times of a trace become wall-clock times.
 *
 * @param monotonicNs CLOCK_MONOTONIC, the clock of a trace's times, in ns
 * @param realtimeNs CLOCK_REALTIME, in ns since 1970
 */
public record ClockPair(long monotonicNs, long realtimeNs) {
    private static final int TRIES = 8;

    /** Reads both clocks, as close together as a few attempts bring them. */
    public static ClockPair now() {
        long shortest = Long.MAX_VALUE;
        ClockPair best = new ClockPair(0, 0);
        for (int i = 0; i < TRIES; i++) {
            long before = System.nanoTime();
            Instant wall = Instant.now();
            long took = System.nanoTime() - before;
            if (took < shortest) {
                shortest = took;
                long wallNs = TimeUnit.SECONDS.toNanos(wall.getEpochSecond()) + wall.getNano();
                best = new ClockPair(before + took / 2, wallNs);
            }
        }
        return best;
    }

    /** Returns what is added to a monotonic time to get the wall-clock time, ns. */
    public long offsetNs() {
        return realtimeNs - monotonicNs;
    }
}
