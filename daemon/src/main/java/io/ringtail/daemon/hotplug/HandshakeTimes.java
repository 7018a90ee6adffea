package io.ringtail.daemon.hotplug;

import java.util.concurrent.TimeUnit;

/** How long CPUs took to come online since the daemon started, as a histogram. Immutable. */
public final class HandshakeTimes {
    /** No handshake. */
    public static final HandshakeTimes NONE = new HandshakeTimes(new long[boundsNs().length], 0);

    private final long[] counts;
    private final long sumNs;

    private HandshakeTimes(long[] counts, long sumNs) {
        this.counts = counts;
        this.sumNs = sumNs;
    }

    /** Returns the buckets' inclusive upper bounds in ns, ascending; the last one has no bound. */
    public static long[] boundsNs() {
        return new long[] {
            TimeUnit.MICROSECONDS.toNanos(100),
            TimeUnit.MICROSECONDS.toNanos(300),
            TimeUnit.MILLISECONDS.toNanos(1),
            TimeUnit.MILLISECONDS.toNanos(3),
            TimeUnit.MILLISECONDS.toNanos(10),
            TimeUnit.MILLISECONDS.toNanos(30),
            TimeUnit.MILLISECONDS.toNanos(100),
            TimeUnit.MILLISECONDS.toNanos(300),
            TimeUnit.SECONDS.toNanos(1),
            TimeUnit.SECONDS.toNanos(3),
            Long.MAX_VALUE
        };
    }

    HandshakeTimes plus(long tookNs) {
        long[] bounds = boundsNs();
        int bucket = 0;
        while (tookNs > bounds[bucket]) {
            bucket++;
        }
        long[] more = counts.clone();
        more[bucket]++;
        return new HandshakeTimes(more, sumNs + tookNs);
    }

    /** Returns the number of handshakes in each bucket alone. */
    public long[] counts() {
        return counts.clone();
    }

    /** Returns the sum of all times in ns. */
    public long sumNs() {
        return sumNs;
    }
}
