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

    /** Returns the CPUs that still belong to the round. */
    BitSet cpus() {
        return cpus;
    }

    long waitedMs(long nowNs) {
        return TimeUnit.NANOSECONDS.toMillis(nowNs - announcedNs);
    }

    boolean isLate(long nowNs) {
        return nowNs - announcedNs >= TIME_LIMIT_NS;
    }

    /** Records one of the clients that have not answered; returns true if it differs from the previous one. */
    boolean waitsFor(int client) {
        boolean changed = client != waitedFor;
        waitedFor = client;
        return changed;
    }

    /** Returns true only on the first call. */
    boolean reportOnce() {
        boolean first = !reported;
        reported = true;
        return first;
    }

    /**
     * Returns the time in ns until answers are checked again: short at first, so that a pause adds at most an eighth to
     * the waiting time.
     */
    long pauseNs(long nowNs) {
        return Math.min(Math.max((nowNs - announcedNs) / PAUSE_SHARE, LEAST_PAUSE_NS), MOST_PAUSE_NS);
    }
}
