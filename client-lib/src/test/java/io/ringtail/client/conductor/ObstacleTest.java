package io.ringtail.client.conductor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ObstacleTest {
    @TempDir
    private Path directory;

    @Test
    void shouldStartTheServiceForTheDefaultDirectory() {
        assertThat(Obstacle.start(Path.of("/run/ringtail")))
                .isEqualTo("'systemctl start ringtaild' (without the package: 'ringtail daemon --dir /run/ringtail')");
    }

    @Test
    void shouldStartADaemonInAnyOtherDirectory() {
        String start = "'ringtail daemon --dir " + directory + "'";
        assertThat(Obstacle.of(directory, new IOException("refused")))
                .isEqualTo("no daemon is running in " + directory + ": start one with " + start);
        Path missing = directory.resolve("missing");
        assertThat(Obstacle.of(missing, new IOException("refused")))
                .isEqualTo("directory " + missing + " does not exist: start a daemon with 'ringtail daemon --dir "
                        + missing + "', or set RINGTAIL_DIR");
    }
}
