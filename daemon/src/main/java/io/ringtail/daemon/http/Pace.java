package io.ringtail.daemon.http;

import java.util.concurrent.TimeUnit;

/**
 * How soon a drained feed is polled again: after 1 ms if busy, up to 4 ms if little arrives (each poll costs CPU time),
 * backing off to 20 ms while the feed can neither give anything nor rest.
 */
final class Pace {
    private static final long LEAST_NS = TimeUnit.MILLISECONDS.toNanos(1);
    /** It is doubled before it is first used. */
    private static final long FIRST_NS = LEAST_NS / 2;

    private static final long BUSY_NS = TimeUnit.MILLISECONDS.toNanos(4);
    private static final long OWED_NS = TimeUnit.MILLISECONDS.toNanos(20);

    /**
     * The threshold below which a turn yields little: a fraction of a ring's contents, and much compared with the cost
     * of a poll.
     */
    private static final int LITTLE_BYTES = 128 << 10;

    private long waitNs = FIRST_NS;

    /** Notes that a feed rests until a ring moves. */
    void rests() {
        waitNs = FIRST_NS;
    }

    /**
     * The time until the next poll of a drained feed that does not rest, ns.
     *
     * @param bytes what it gave, or read from the rings if that is more, since it was drained before
     */
    long nextNs(long bytes) {
        if (bytes >= LITTLE_BYTES) {
            waitNs = Math.max(LEAST_NS, waitNs / 2);
        } else {
            waitNs = Math.min(2 * waitNs, bytes > 0 ? BUSY_NS : OWED_NS);
        }
        return waitNs;
    }
}
