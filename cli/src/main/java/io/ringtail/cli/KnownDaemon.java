package io.ringtail.cli;

import io.ringtail.reader.remote.RemoteDaemon;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The daemon that a command's options select, found again after it has failed: its address may have changed. */
final class KnownDaemon {
    private final DaemonOptions where;
    private @Nullable RemoteDaemon found;

    KnownDaemon(DaemonOptions where) {
        this.where = where;
    }

    /** A request to a daemon. */
    @FunctionalInterface
    interface Request<T> {
        T send(RemoteDaemon daemon) throws IOException;
    }

    /** Sends a request to the daemon. */
    <T> T ask(Request<T> request) throws IOException {
        RemoteDaemon daemon = found == null ? where.find() : found;
        found = null;
        T answer = request.send(daemon);
        found = daemon;
        return answer;
    }
}
