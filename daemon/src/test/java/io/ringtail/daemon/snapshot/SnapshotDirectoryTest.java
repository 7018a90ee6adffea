package io.ringtail.daemon.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.daemon.http.ServedSnapshots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** For which snapshots the directory has room, and what it removes to make some. */
final class SnapshotDirectoryTest {
    private static final int BYTES = 1000;
    /** What 64 rings of 4 MiB may need. */
    private static final long LARGE = 64 * 2 * (4L << 20);

    @TempDir
    private Path path;

    @Test
    void shouldRemoveTheOldestSnapshotsAndNoFileOfAnotherName() throws Exception {
        SnapshotDirectory directory = new SnapshotDirectory(path, 3 * BYTES);
        Path kept = write(path.resolve("snapshot-20260101-oom.dat"));
        Path oldest = write(directory.next(Instant.ofEpochSecond(1)));
        Path older = write(directory.next(Instant.ofEpochSecond(2)));
        Path newest = write(directory.next(Instant.ofEpochSecond(3)));

        directory.makeRoom(BYTES);
        assertThat(kept).exists();
        assertThat(oldest).doesNotExist();
        assertThat(older).exists();

        directory.makeRoom(3 * BYTES);
        assertThat(kept).exists();
        assertThat(older).doesNotExist();
        assertThat(newest).doesNotExist();
    }

    @Test
    void shouldHaveRoomForOneOfAnySizeUnlessItsSpaceIsGiven() throws Exception {
        new SnapshotDirectory(path, 0).makeRoom(LARGE);
        assertThatThrownBy(() -> new SnapshotDirectory(path, LARGE - 1).makeRoom(LARGE))
                .isInstanceOf(ServedSnapshots.NoRoomException.class)
                .hasMessageContaining("--snapshot-space");
    }

    @Test
    void shouldKeepWhatTheUsualSpaceHolds() throws Exception {
        SnapshotDirectory usual = new SnapshotDirectory(path, 0);
        Path old = write(usual.next(Instant.ofEpochSecond(1)));
        usual.makeRoom(1 << 20);
        assertThat(old).exists();
        usual.makeRoom(LARGE);
        assertThat(old).doesNotExist();
    }

    private static Path write(Path file) throws IOException {
        return Files.write(file, new byte[BYTES]);
    }
}
