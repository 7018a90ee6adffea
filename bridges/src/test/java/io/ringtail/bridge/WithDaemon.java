package io.ringtail.bridge;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A daemon for each test of a class; it starts before the bridge under test, and is closed after it. */
@SuppressWarnings("NullAway.Init") // JUnit calls startDaemon() before anything else
public abstract class WithDaemon {
    /** The run directory. */
    @TempDir
    protected Path directory;

    /** The daemon, and a tracer on it. */
    protected TestDaemon daemon;

    @BeforeEach
    protected final void startDaemon() throws Exception {
        daemon = new TestDaemon(directory);
    }

    @AfterEach
    protected final void closeDaemon() {
        daemon.close();
    }
}
