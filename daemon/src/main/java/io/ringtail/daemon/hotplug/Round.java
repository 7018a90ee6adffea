package io.ringtail.daemon.hotplug;

import java.util.BitSet;
import java.util.concurrent.TimeUnit;

/** CPUs that were announced in one epoch, and wait for the same answers. For the conductor's thread only. */
final class Round {
    private static final long TIME_LIMIT_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long LEAST_PAUSE_NS = TimeUnit.MICROSECONDS.toNanos(200);
    private static final long MOST_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int PAUSE_SHARE = 8;

    private final long epoch;
    private final BitSet cpus;
    private final long announcedNs;
    private int waitedFor = -1;
    private boolean reported;

    Round(long epoch, BitSet cpus, long announcedNs) {
        this.epoch = epoch;
        this.cpus = cpus;
        this.announcedNs = announcedNs;
    }

    long epoch() {
        return epoch;
    }

    /** The CPUs that still belong to it. */
    BitSet cpus() {
        return cpus;
    }

    long waitedMs(long nowNs) {
        return TimeUnit.NANOSECONDS.toMillis(nowNs - announcedNs);
    }

    boolean isLate(long nowNs) {
        return nowNs - announcedNs >= TIME_LIMIT_NS;
    }

    /** Notes one of those that have not answered; true if it was another one before. */
    boolean waitsFor(int client) {
        boolean changed = client != waitedFor;
        waitedFor = client;
        return changed;
    }

    /** True the first time. */
    boolean reportOnce() {
        boolean first = !reported;
        reported = true;
        return first;
    }

    /** When to look for answers again: soon at first, so that a pause adds at most an eighth to what was waited. */
    long pauseNs(long nowNs) {
        return Math.min(Math.max((nowNs - announcedNs) / PAUSE_SHARE, LEAST_PAUSE_NS), MOST_PAUSE_NS);
    }
}
