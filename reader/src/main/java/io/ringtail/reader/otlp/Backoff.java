package io.ringtail.reader.otlp;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** The pauses between attempts, which grow exponentially up to half a minute, and differ at random. */
final class Backoff {
    private static final long FIRST_NS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long LONGEST_NS = TimeUnit.SECONDS.toNanos(30);

    private final RandomGenerator random;
    private long nextNs = FIRST_NS;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /**
     * Returns the next pause.
     *
     * @param askedNs the pause that the receiver asks for; negative if it does not
     */
    long pauseNs(long askedNs) {
        long full = nextNs;
        nextNs = Math.min(2 * nextNs, LONGEST_NS);
        // At random, so that many senders do not come back together.
        return askedNs >= 0 ? askedNs : full / 2 + random.nextLong(full / 2);
    }
}
