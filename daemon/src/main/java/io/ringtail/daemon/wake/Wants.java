package io.ringtail.daemon.wake;

/**
 * What an event loop's sleepers are to be woken by.
 *
 * @param moved whether one wants to be woken by any movement of a ring
 * @param turned whether one wants to be woken when the writers of a ring leave a sub-buffer
 * @param dueNs the time at which one wants to be woken in any case; {@link #NEVER} if nobody sleeps
 */
record Wants(boolean moved, boolean turned, long dueNs) {
    static final long NEVER = Long.MAX_VALUE;
    static final long NOW = Long.MIN_VALUE;
    static final Wants NOTHING = new Wants(false, false, NEVER);

    /** The wishes of both. */
    Wants and(Wants other) {
        return new Wants(moved || other.moved, turned || other.turned, Math.min(dueNs, other.dueNs));
    }

    /** Whether somebody sleeps. */
    boolean any() {
        return dueNs != NEVER;
    }
}
