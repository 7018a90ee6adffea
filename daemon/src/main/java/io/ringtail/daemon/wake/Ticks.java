package io.ringtail.daemon.wake;

import java.util.concurrent.TimeUnit;

/**
 * The intervals between two looks at the rings: short while receivers are being woken, longer while none is, longer
 * still once that has lasted for a second, and longest once it has lasted for a minute. An event waits for half an
 * interval on average. For one thread.
 */
final class Ticks {
    private static final long LEAST_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long QUIET_NS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long IDLE_NS = TimeUnit.MILLISECONDS.toNanos(8);
    private static final long IDLE_AFTER_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long STILL_NS = TimeUnit.MILLISECONDS.toNanos(32);
    private static final long STILL_AFTER_NS = TimeUnit.MINUTES.toNanos(1);

    private final long leastNs;
    private final long quietNs;
    private final long idleNs;
    private final long stillNs;
    private long intervalNs;
    private long movedNs;

    /** The daemon's intervals. */
    Ticks() {
        this(LEAST_NS, QUIET_NS, IDLE_NS, STILL_NS);
    }

    /**
     * Other intervals.
     *
     * @param leastNs after a look that has woken a receiver
     * @param quietNs the longest within a second after such a look
     * @param idleNs from then on
     * @param stillNs once that has lasted for a minute
     */
    Ticks(long leastNs, long quietNs, long idleNs, long stillNs) {
        this.leastNs = leastNs;
        this.quietNs = quietNs;
        this.idleNs = idleNs;
        this.stillNs = stillNs;
    }

    /** The time until the next look, after one that has woken receivers because a ring had moved, or has not. */
    long next(boolean woke, long nowNs) {
        if (woke) {
            movedNs = nowNs;
            intervalNs = leastNs;
        } else {
            intervalNs = longer(nowNs - movedNs);
        }
        return intervalNs;
    }

    private long longer(long unmovedNs) {
        if (unmovedNs > STILL_AFTER_NS) {
            return stillNs;
        }
        return unmovedNs > IDLE_AFTER_NS ? idleNs : Math.min(quietNs, intervalNs + leastNs);
    }
}
