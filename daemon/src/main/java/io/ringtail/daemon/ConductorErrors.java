package io.ringtail.daemon;

import java.util.HashMap;
import java.util.Map;
import org.agrona.ErrorHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what goes wrong on the conductor's thread, which goes on: each kind once, then at every thousandth time. */
final class ConductorErrors implements ErrorHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ConductorErrors.class);
    private static final int MAX_KINDS = 100;
    private static final int EVERY = 1000;

    private final Map<String, Integer> counts = new HashMap<>();

    @Override
    public void onError(Throwable error) {
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
