package io.ringtail.daemon;

import io.ringtail.daemon.life.DaemonEnd;
import java.util.HashMap;
import java.util.Map;
import org.agrona.ErrorHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a failure on the conductor's thread. An exception is logged, each kind once, then at every thousandth
 * time, and the thread goes on; an {@link Error} ends the daemon, since the conductor's state may be half changed.
 */
final class ConductorErrors implements ErrorHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ConductorErrors.class);
    private static final int MAX_KINDS = 100;
    private static final int EVERY = 1000;

    private final DaemonEnd end;
    private final Map<String, Integer> counts = new HashMap<>();

    ConductorErrors(DaemonEnd end) {
        this.end = end;
    }

    @Override
    public void onError(Throwable error) {
        if (error instanceof Error) {
            end.failed("its conductor", error);
            return;
        }
        StackTraceElement[] trace = error.getStackTrace();
        String kind = error.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
        if (counts.size() == MAX_KINDS && !counts.containsKey(kind)) {
            counts.clear();
        }
        int count = counts.merge(kind, 1, Integer::sum);
        if (count == 1) {
            LOG.error("the conductor goes on after an error; please report it", error);
        } else if (count % EVERY == 0) {
            LOG.error("{} has happened {} times", kind, count);
        }
    }
}
