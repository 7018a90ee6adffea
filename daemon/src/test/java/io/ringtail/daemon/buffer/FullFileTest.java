package io.ringtail.daemon.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.RingGeometry;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A buffer on a filesystem without room for its tables; it is mounted for the test, which needs root. */
@Tag("once")
class FullFileTest {
    private static final Geometry GEOMETRY =
            new Geometry(BufferMode.OVERWRITE, 8, new RingGeometry(4096, 4), 256, 512, 1 << 16);

    @TempDir
    private Path scratch;

    /** fallocate(2) takes all that is free before it fails; the first of the tables would fit. */
    @Test
    void shouldTakeNothingForTablesThatDoNotFitTogether() throws Exception {
        Path file = scratch.resolve("buffer");
        Process mount = new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=256k", "none", scratch.toString())
                .redirectErrorStream(true)
                .start();
        assumeTrue(mount.waitFor() == 0, "a small filesystem can be mounted");
        try {
            try (RandomAccessFile zeroes = new RandomAccessFile(file.toFile(), "rw")) {
                zeroes.setLength(GEOMETRY.fileLength());
            }
            long free = Files.getFileStore(file).getUsableSpace();
            assertThat((long) GEOMETRY.threadSlotsOffset()).isLessThan(free);
            assertThatThrownBy(() -> BufferFile.createIn(file, GEOMETRY))
                    .isInstanceOf(BufferFileException.class)
                    .hasMessageContaining("its filesystem is full: make room");
            assertThat(Files.getFileStore(file).getUsableSpace()).isEqualTo(free);
        } finally {
            new ProcessBuilder("umount", "--lazy", scratch.toString()).start().waitFor();
        }
    }
}
