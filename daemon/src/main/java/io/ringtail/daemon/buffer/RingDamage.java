package io.ringtail.daemon.buffer;

/** The damage found in a ring since the daemon started, counted. */
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

    /** Returns the number of instances. */
    long count() {
        return count;
    }

    /** Returns the last instance; empty if there was none. */
    String last() {
        return last;
    }
}
