package io.ringtail.client.conductor;

import io.ringtail.client.log.Log;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;

/** The conductor's log lines: one when the state or its reason changes, and none for failed attempts in between. */
final class StateLog {
    private static final Logger LOG = Log.of(ClientConductor.class);

    private final Path directory;
    private boolean everAttached;
    private boolean reportedMissing;
    private String refusal = "";
    private volatile String reason = "it has not looked for a daemon yet";

    StateLog(Path directory) {
        this.directory = directory;
    }

    /** Returns why there is no connection to a daemon; empty if there is one. Any thread may ask. */
    String reason() {
        return reason;
    }

    void attached(int client, boolean again) {
        reason = "";
        if (again) {
            LOG.info("attached again to the daemon of {} as client {}", directory, client);
        } else {
            LOG.info("attached to the daemon of {} as client {}", directory, client);
        }
        everAttached = true;
        refusal = "";
    }

    void cutShort() {
        LOG.warn(
                "the buffer of {} has been truncated by another process: no events are written until a daemon serves a"
                        + " new one; --buffer-memory sealed prevents this",
                directory);
    }

    void away(Exception why, boolean wasAttached) {
        reason = Obstacle.of(directory, why);
        if (wasAttached) {
            LOG.info("the daemon of {} has gone away ({}): events are still written; reconnecting", directory, reason);
        } else if (why instanceof IOException) {
            missing();
        } else {
            refused(reason);
        }
    }

    private void missing() {
        if (everAttached || reportedMissing) {
            return;
        }
        reportedMissing = true;
        if (Obstacle.isForbidden(directory)) {
            LOG.warn("no events are written to {}: {}", directory, reason);
        } else {
            LOG.info("no events are written to {} until a daemon serves it: {}", directory, reason);
        }
    }

    private void refused(String why) {
        if (!why.equals(refusal)) {
            refusal = why;
            LOG.warn("cannot attach to the daemon of {}, retrying silently: {}", directory, why);
        }
    }
}
