package io.ringtail.bench.peer;

import io.ringtail.cli.ScratchDirectory;
import java.io.IOException;
import java.nio.file.Path;

/** A temporary directory, in memory if possible, removed with all its contents. */
final class Scratch implements AutoCloseable {
    private final ScratchDirectory directory;

    Scratch() throws IOException {
        directory = ScratchDirectory.make("ringtail-peer");
    }

    Path path(String name) {
        return directory.path().resolve(name);
    }

    @Override
    public void close() {
        directory.close();
    }
}
