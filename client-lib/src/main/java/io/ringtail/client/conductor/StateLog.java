package io.ringtail.client.conductor;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The conductor's log lines: one when the state or its reason changes, and none for failed attempts in between. */
final class StateLog {
    private static final Logger LOG = LoggerFactory.getLogger(ClientConductor.class);

    private final Path directory;
    private boolean everAttached;
    private boolean reportedMissing;
    private String refusal = "";

    StateLog(Path directory) {
        this.directory = directory;
    }

    void attached(int client, boolean again) {
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
        if (wasAttached) {
            LOG.info(
                    "the daemon of {} has gone away ({}): events are still written; reconnecting",
                    directory,
                    text(why));
        } else if (why instanceof IOException) {
            missing(why);
        } else {
            refused(text(why));
        }
    }

    private void missing(Exception why) {
        if (!everAttached && !reportedMissing) {
            reportedMissing = true;
            LOG.info(
                    "no daemon serves {} ({}): no events are written until one does; start it with"
                            + " 'ringtail daemon --dir {}', or check the directory and its permissions",
                    directory,
                    text(why),
                    directory);
        }
    }

    private void refused(String why) {
        if (!why.equals(refusal)) {
            refusal = why;
            LOG.warn("cannot attach to the daemon of {}, retrying silently: {}", directory, why);
        }
    }

    private static String text(Exception e) {
        if (e instanceof ClosedByInterruptException) {
            return "the conductor's thread was interrupted";
        }
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }
}
