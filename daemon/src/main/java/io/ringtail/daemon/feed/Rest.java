package io.ringtail.daemon.feed;

import java.util.concurrent.TimeUnit;

/**
 * How long nothing will come of a drained feed unless its rings move.
 *
 * @param ns the time; 0 if that is not known, and the feed must be polled again soon
 * @param whole whether it takes a whole sub-buffer, and not just any movement, to end it
 */
public record Rest(long ns, boolean whole) {
    /** The feed must be polled again soon: a writer owes it an event, or there may be more already. */
    public static final Rest NONE = new Rest(0, false);

    /** In practice, only a ring's movement ends it. */
    public static final Rest LONG = new Rest(TimeUnit.HOURS.toNanos(1), false);

    /** In practice, only a whole sub-buffer ends it, or a ring that is new. */
    static final Rest LONG_FOR_WHOLE = new Rest(LONG.ns(), true);

    /** The shorter one of this rest and the given time, which is not negative. */
    Rest atMost(long mostNs) {
        return new Rest(Math.min(ns, mostNs), whole);
    }
}
