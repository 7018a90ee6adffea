package io.ringtail.client.conductor;

import java.util.concurrent.TimeUnit;

/** The pauses between connection attempts: 50 ms, doubling each time up to a second. */
final class Backoff {
    private static final long FIRST_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LAST_NS = TimeUnit.SECONDS.toNanos(1);

    private long pauseNs = FIRST_NS;
    private long endNs;
    private boolean pausing;

    boolean isOver(long nowNs) {
        return leftNs(nowNs) <= 0;
    }

    long leftNs(long nowNs) {
        return pausing ? endNs - nowNs : 0;
    }

    void next(long nowNs) {
        pausing = true;
        endNs = nowNs + pauseNs;
        pauseNs = Math.min(2 * pauseNs, LAST_NS);
    }

    void reset() {
        pausing = false;
        pauseNs = FIRST_NS;
    }
}
