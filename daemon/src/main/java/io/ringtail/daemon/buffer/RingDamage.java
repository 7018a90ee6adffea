package io.ringtail.daemon.buffer;

/** What was found wrong with a ring since the daemon started, counted. */
final class RingDamage {
    private volatile long count;
    private volatile String last = "";

    /** Counts one, and returns how many that makes; by one thread. */
    long add(String what) {
        long now = count + 1;
        count = now;
        last = what;
        return now;
    }

    /** How often. */
    long count() {
        return count;
    }

    /** What it was the last time; empty where nothing was. */
    String last() {
        return last;
    }
}
