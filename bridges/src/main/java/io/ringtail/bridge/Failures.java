package io.ringtail.bridge;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs the first failure of a bridge, and ignores the others: none of them reaches the application. */
public final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private final String bridge;
    private final AtomicBoolean logged = new AtomicBoolean();

    /**
     * Creates an object for one bridge.
     *
     * @param bridge its name
     */
    public Failures(String bridge) {
        this.bridge = bridge;
    }

    /** Handles anything that was thrown, except a thread's death, which is rethrown. */
    public void onFailure(Throwable thrown) {
        if (thrown instanceof ThreadDeath death) {
            throw death;
        }
        try {
            if (!logged.get() && logged.compareAndSet(false, true)) {
                LOG.warn("the bridge of {} failed, further failures are not logged: {}", bridge, thrown.toString());
                LOG.debug("where it failed", thrown);
            }
        } catch (Throwable e) {
            // The logger is the application's, and there may be no memory or stack to log with.
        }
    }
}
