package io.ringtail.daemon.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.RingGeometry;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A buffer file that another process truncates, and extends again before anybody looks. */
class CutAndGrownFileTest {
    private static final Geometry GEOMETRY =
            new Geometry(BufferMode.OVERWRITE, 8, new RingGeometry(4096, 64), 16, 512, 4096);

    @TempDir
    private Path dir;

    @Test
    void shouldHaveStorageAgainForItsTablesAndRings() throws Exception {
        try (BufferFile file = BufferFile.open(dir.resolve("buffer"), GEOMETRY)) {
            file.prepare(3);
            long allocated = blocks(file.path());
            try (RandomAccessFile other = new RandomAccessFile(file.path().toFile(), "rw")) {
                long length = other.length();
                other.setLength(0);
                other.setLength(length);
            }
            assertThat(blocks(file.path())).isLessThan(allocated);
            assertThat(file.heal()).isPositive();
            assertThat(blocks(file.path())).isGreaterThanOrEqualTo(allocated);
            assertThat(file.heal()).isZero();
        }
    }

    private static long blocks(Path file) throws Exception {
        Process stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
        return Long.parseLong(new String(stat.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
    }
}
