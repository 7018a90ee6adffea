package io.ringtail.bench.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A directory in memory where there is one, removed with all that was written into it. */
final class Scratch implements AutoCloseable {
    private final Path directory;

    Scratch() throws IOException {
        Path shared = Path.of("/dev/shm");
        directory = Files.isWritable(shared)
                ? Files.createTempDirectory(shared, "ringtail-peer")
                : Files.createTempDirectory("ringtail-peer");
    }

    Path path(String name) {
        return directory.resolve(name);
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(Scratch::delete);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
