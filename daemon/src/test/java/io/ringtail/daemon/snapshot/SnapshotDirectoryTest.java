package io.ringtail.daemon.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.daemon.http.ServedSnapshots;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SnapshotDirectoryTest {
    /** What 64 rings of 4 MiB may need. */
    private static final long LARGE = 64 * 2 * (4L << 20);

    @TempDir
    private Path directory;

    @Test
    void shouldHaveRoomForOneOfAnySizeUnlessItsSpaceIsGiven() throws Exception {
        new SnapshotDirectory(directory, 0).makeRoom(LARGE);
        assertThatThrownBy(() -> new SnapshotDirectory(directory, LARGE - 1).makeRoom(LARGE))
                .isInstanceOf(ServedSnapshots.NoRoomException.class)
                .hasMessageContaining("--snapshot-space");
    }

    @Test
    void shouldKeepWhatTheUsualSpaceHolds() throws Exception {
        Path old = Files.writeString(directory.resolve("snapshot-20260101T000000.000000000Z.dat"), "events");
        SnapshotDirectory usual = new SnapshotDirectory(directory, 0);
        usual.makeRoom(1 << 20);
        assertThat(old).exists();
        usual.makeRoom(LARGE);
        assertThat(old).doesNotExist();
    }
}
