package io.ringtail.daemon.http;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** Who takes snapshots, on request. Any thread may ask; nothing blocks. */
@FunctionalInterface
public interface ServedSnapshots {
    /**
     * A snapshot that was taken.
     *
     * @param path its file, on the daemon's machine
     * @param events in it
     * @param lost events that were written before and are not in it
     * @param bytes of the file
     * @param reason as it was given, made fit for one line
     */
    record Taken(Path path, long events, long lost, long bytes, String reason) {}

    /** None is taken now; the message says why, and when to ask again. */
    final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        public RefusedException(String line) {
            super(line, null, false, false);
        }
    }

    /** None can be taken within the room that all together may have; the message says what to change. */
    final class NoRoomException extends IOException {
        private static final long serialVersionUID = 1L;

        public NoRoomException(String line) {
            super(line);
        }
    }

    /**
     * Takes one. The future fails with {@link RefusedException} where one was taken a moment ago, with
     * {@link NoRoomException} where there is never room for one.
     */
    CompletableFuture<Taken> take(String reason);
}
