package io.ringtail.proto.stream;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * A moment on both clocks, as it was read, and how far the two readings can be apart.
 *
 * @param pair the moment
 * @param uncertaintyNs by how much the wall-clock time of the moment may differ from that of the pair, ns: half of the
 *     time within which both clocks were read. It says nothing about the wall clock's distance from the true time
 */
public record ClockReading(ClockPair pair, long uncertaintyNs) {
    private static final int TRIES = 8;

    /** Reads both clocks, as close together as a few attempts bring them. */
    public static ClockReading now() {
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
        return new ClockReading(best, (shortest + 1) / 2);
    }
}
