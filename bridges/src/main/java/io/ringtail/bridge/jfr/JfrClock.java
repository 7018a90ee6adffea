package io.ringtail.bridge.jfr;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Converts JFR's times to {@link System#nanoTime()}, which on Linux is CLOCK_MONOTONIC, the clock of the rings.
 *
 * <p>JFR derives an event's wall-clock time from its own counter. The difference is therefore not taken from the
 * system's clock, which may be set, but from events that carry both times; see {@link ClockSample}. Until the first of
 * them arrives, it is the difference to the system's clock when this object was made. For one thread.
 */
final class JfrClock {
    private static final int ATTEMPTS = 20;

    private long offsetNs;

    JfrClock() {
        long narrowest = Long.MAX_VALUE;
        for (int i = 0; i < ATTEMPTS; i++) {
            long before = System.nanoTime();
            Instant wall = Instant.now();
            long width = System.nanoTime() - before;
            if (width < narrowest) {
                narrowest = width;
                sample(wall, before + width / 2);
            }
        }
    }

    /** Takes the two times of one moment. */
    void sample(Instant jfr, long nanoTime) {
        offsetNs = nanoTime - epochNs(jfr);
    }

    /** Returns the value of {@link System#nanoTime()} at a time of JFR's. */
    long nanoTime(Instant jfr) {
        return epochNs(jfr) + offsetNs;
    }

    private static long epochNs(Instant time) {
        return TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano();
    }
}
