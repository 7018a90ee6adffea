package io.ringtail.daemon.http;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The daemon's instances. All methods are thread-safe. */
public interface ServedInstances {
    /** Those of an instance: there are none. */
    ServedInstances NONE = new ServedInstances() {
        @Override
        public List<Entry> all() {
            return List.of();
        }

        @Override
        public CompletableFuture<Entry> add(String name, String bufferSize, String mode, String events) {
            return CompletableFuture.failedFuture(new RefusedException("an instance has no instances"));
        }

        @Override
        public CompletableFuture<Entry> remove(String name) {
            return CompletableFuture.failedFuture(new RefusedException("an instance has no instances"));
        }
    };

    /**
     * An instance.
     *
     * @param directory its run directory
     * @param bufferSize the size of each CPU's ring in bytes
     * @param mode what its full rings do, as the daemon's setting says it
     * @param events the patterns of the events that were enabled from the first on, separated by commas
     * @param clients the processes attached at present
     */
    record Entry(String name, Path directory, long bufferSize, String mode, String events, int clients) {}

    /** An instance could not be added or removed. */
    final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        public RefusedException(String line) {
            super(line, null, false, false);
        }
    }

    /** The instances, in the order of their names. */
    List<Entry> all();

    /**
     * Adds an instance, which is served once the result is complete; fails with a {@link RefusedException} if there
     * cannot be another.
     *
     * @param bufferSize as the daemon's setting; empty for the daemon's own
     * @param mode as the daemon's setting; empty for the daemon's own
     * @param events patterns separated by commas: which events are enabled from the first on
     * @throws IllegalArgumentException if one of them is not valid
     */
    CompletableFuture<Entry> add(String name, String bufferSize, String mode, String events);

    /** Removes an instance with its events; fails with a {@link RefusedException} if it is not there. */
    CompletableFuture<Entry> remove(String name);
}
