package io.ringtail.kafka.record;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * What the number of a session may be. It is the time at which the session begins, ns since 1970, or one more than a
 * larger one. So a number far ahead of the present is of no shipper, and would leave no room for later sessions if it
 * counted; the limit moves on with the time, so that after any number that counts there soon is a larger one.
 */
public final class SessionNumber {
    /** More than clocks are wrong by. */
    private static final long MOST_AHEAD_NS = TimeUnit.DAYS.toNanos(3653);

    /** An earlier time is that of a clock that was never set: what other hosts have begun is not ahead of it by years. */
    private static final long EARLIEST_NOW_NS =
            TimeUnit.SECONDS.toNanos(Instant.parse("2026-01-01T00:00:00Z").getEpochSecond());

    private SessionNumber() {}

    /**
     * Returns whether readers pass over a session, since it lies further ahead than any clock is wrong.
     *
     * @param wallNs the readers' wall clock's time, ns since 1970
     */
    public static boolean isAhead(long session, long wallNs) {
        return session > 0 && session - MOST_AHEAD_NS > Math.max(wallNs, EARLIEST_NOW_NS);
    }

    /** Returns a session's number, if some shipper may have begun it by now. */
    static long checked(long session) throws MalformedRecordException {
        return checked(session, TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()));
    }

    /**
     * Returns a session's number, if some shipper may have begun it.
     *
     * @param wallNs the wall clock's time, ns since 1970
     */
    static long checked(long session, long wallNs) throws MalformedRecordException {
        if (isAhead(session, wallNs)) {
            throw new MalformedRecordException("the session " + session + " began at "
                    + Instant.ofEpochSecond(0, session) + ", more than ten years ahead of this machine's clock");
        }
        return session;
    }
}
