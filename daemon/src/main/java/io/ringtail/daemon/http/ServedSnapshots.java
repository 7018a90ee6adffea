package io.ringtail.daemon.http;

import io.ringtail.daemon.metrics.SnapshotCounts;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

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

    /**
     * A snapshot in the daemon's directory.
     *
     * @param name of its file
     * @param bytes of the file
     */
    record Stored(String name, long bytes) {}

    /** The snapshots in the daemon's directory, the oldest first; none if it cannot be read. */
    default List<Stored> stored() {
        return List.of();
    }

    /** The snapshot of a name, as a client gives it; null if there is none. */
    default @Nullable Stored find(String name) {
        return null;
    }

    /**
     * Opens a snapshot in the daemon's directory, which can be read until it is closed even if it is removed meanwhile.
     *
     * @param name of its file, as a client gives it
     * @throws NoSuchFileException if there is no snapshot of this name
     */
    default FileChannel open(String name) throws IOException {
        throw new NoSuchFileException(name);
    }

    /** The outcomes of requests since the daemon started. */
    default SnapshotCounts counts() {
        return SnapshotCounts.NONE;
    }
}
