package io.ringtail.daemon.http;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A served file that each test has to itself. */
abstract class FreshServedFile {
    @TempDir
    Path directory;

    ServedFile daemon;

    @BeforeEach
    void start() throws IOException {
        daemon = new ServedFile(directory);
    }

    @AfterEach
    void stop() {
        daemon.close();
    }
}
