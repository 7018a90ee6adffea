package io.ringtail.daemon.http;

import io.ringtail.daemon.metrics.SnapshotCounts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** Takes snapshots on request. Thread-safe; does not block. */
@FunctionalInterface
public interface ServedSnapshots {
    /**
     * A completed snapshot.
     *
     * @param path its file, on the daemon's machine
     * @param events number of events in it
     * @param lost events that were written before and are not in it
     * @param bytes of the file
     * @param reason as given, made safe for one line
     */
    record Taken(Path path, long events, long lost, long bytes, String reason) {}

    /** No snapshot is taken now; the message says why, and when to ask again. */
    final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        public RefusedException(String line) {
            super(line, null, false, false);
        }
    }

    /**
     * The snapshot does not fit into the space allowed for all snapshots together; the message says what to change.
     */
    final class NoRoomException extends IOException {
        private static final long serialVersionUID = 1L;

        public NoRoomException(String line) {
            super(line);
        }
    }

    /**
     * Takes a snapshot. The future fails with {@link RefusedException} if one was taken a moment ago, and with {@link
     * NoRoomException} if there is never room for one.
     */
    CompletableFuture<Taken> take(String reason);

    /** The outcomes of requests since the daemon started. */
    default SnapshotCounts counts() {
        return SnapshotCounts.NONE;
    }
}
