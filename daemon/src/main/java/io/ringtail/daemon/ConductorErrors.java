package io.ringtail.daemon;

import io.ringtail.daemon.life.DaemonEnd;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.agrona.ErrorHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The handler of failures on the conductor's thread. An exception is logged, each kind the first time and every
 * thousandth time, and the thread continues; an {@link Error} ends the daemon, since the conductor's state may be half
 * changed. While exceptions recur the daemon is not ready, since the failing work is not done.
 */
final class ConductorErrors implements ErrorHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ConductorErrors.class);
    private static final int MAX_KINDS = 100;
    private static final int EVERY = 1000;
    private static final long RECENT_NS = TimeUnit.SECONDS.toNanos(5);
    private static final Pattern CONTROL = Pattern.compile("\\p{Cc}");

    private final DaemonEnd end;
    private final LongSupplier nanoClock;
    private final Map<String, Integer> counts = new HashMap<>();

    private volatile @Nullable Failure last;

    private record Failure(String text, int count, long atNs) {}

    ConductorErrors(DaemonEnd end, LongSupplier nanoClock) {
        this.end = end;
        this.nanoClock = nanoClock;
    }

    @Override
    public void onError(Throwable error) {
        if (error instanceof Error) {
            end.failed("the conductor", error);
            return;
        }
        count(error);
    }

    private void count(Throwable error) {
        StackTraceElement[] trace = error.getStackTrace();
        String kind = error.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
        if (counts.size() == MAX_KINDS && !counts.containsKey(kind)) {
            counts.clear();
        }
        int count = counts.merge(kind, 1, Integer::sum);
        if (count == 1) {
            LOG.error("the conductor continues after an error; please report it", error);
        } else if (count % EVERY == 0) {
            LOG.error("{} has occurred {} times", kind, count);
        }
        last = new Failure(error.toString(), count, nanoClock.getAsLong());
        for (Throwable other : error.getSuppressed()) {
            count(other);
        }
    }

    /** The last error, for some seconds after it; otherwise empty. Thread-safe. */
    String problem() {
        Failure failure = last;
        long agoNs = failure == null ? Long.MAX_VALUE : nanoClock.getAsLong() - failure.atNs();
        return failure == null || agoNs > RECENT_NS
                ? ""
                : CONTROL.matcher(failure.text()).replaceAll("?") + ", " + failure.count() + " times, "
                        + TimeUnit.NANOSECONDS.toSeconds(agoNs) + " s ago: see the daemon's log";
    }
}
