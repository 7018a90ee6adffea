package io.ringtail.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.daemon.control.RunDirectory;
import io.ringtail.daemon.life.DaemonEnd;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.concurrent.SystemNanoClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryWatchTest {
    @TempDir
    private Path scratch;

    @Test
    void shouldExplainAFaultByTheBuffersLength() throws Exception {
        try (RunDirectory directory = RunDirectory.lock(scratch)) {
            Files.write(directory.buffer(), new byte[10]);
            assertThat(watch(directory, 20).fault())
                    .startsWith(directory.buffer() + " has been truncated to 10 of 20 bytes, so the daemon stops: ");
            assertThat(watch(directory, 10).fault())
                    .startsWith(directory.buffer()
                            + " has been truncated, and grown again to its 10 bytes, so the daemon stops: ");
            assertThat(watch(directory, 0).fault()).isEmpty();
        }
    }

    private static DirectoryWatch watch(RunDirectory directory, long length) throws Exception {
        return new DirectoryWatch(directory, () -> length, SystemNanoClock.INSTANCE, new DaemonEnd());
    }
}
