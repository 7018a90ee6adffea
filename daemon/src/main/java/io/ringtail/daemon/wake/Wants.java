package io.ringtail.daemon.wake;

/**
 * The times from which an event loop's sleepers are to be woken, ns; {@link #NEVER} if none of them wants that.
 *
 * @param movedNs the time from which one wants to be woken if any ring has moved
 * @param turnedNs the time from which one wants to be woken if the writers of any ring have left a sub-buffer
 * @param dueNs the time at which one wants to be woken in any case
 */
record Wants(long movedNs, long turnedNs, long dueNs) {
    static final long NEVER = Long.MAX_VALUE;
    static final Wants NOTHING = new Wants(NEVER, NEVER, NEVER);

    /** The wishes of both. */
    Wants and(Wants other) {
        return new Wants(
                Math.min(movedNs, other.movedNs), Math.min(turnedNs, other.turnedNs), Math.min(dueNs, other.dueNs));
    }

    /** The first time at which there may be something to do. */
    long firstNs() {
        return Math.min(dueNs, Math.min(movedNs, turnedNs));
    }
}
