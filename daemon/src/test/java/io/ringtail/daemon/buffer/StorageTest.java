package io.ringtail.daemon.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.RingGeometry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The storage of a range of a file, in pages of 4, 16 and 64 KiB, and that of a whole buffer. */
class StorageTest {
    private static final Geometry SIZES =
            new Geometry(BufferMode.OVERWRITE, 512, new RingGeometry(4096, 4), 16, 512, 4096);

    @TempDir
    private Path dir;

    @ParameterizedTest
    @CsvSource({
        "0, 0, 4096, 0",
        "4096, 4096, 4096, 4096",
        "4096, 4096, 16384, 16384",
        "4096, 4096, 65536, 65536",
        "61440, 8192, 4096, 8192",
        "61440, 8192, 16384, 32768",
        "61440, 8192, 65536, 131072",
        "65536, 65537, 65536, 131072",
        "8589934592, 65536, 65536, 65536"
    })
    void shouldBeWholePages(long offset, long length, long pageSize, long storage) {
        assertThat(FileMapper.storage(offset, length, pageSize)).isEqualTo(storage);
    }

    @ParameterizedTest
    @ValueSource(longs = {1 << 12, 1 << 14, 1 << 16})
    void shouldBeNoMoreThanItsLengthForARegion(long pageSize) {
        int length = SIZES.ring().regionLength();
        for (int cpu = 0; cpu < SIZES.possibleCpus(); cpu++) {
            assertThat(FileMapper.storage(SIZES.regionOffset(cpu), length, pageSize))
                    .isEqualTo(length);
        }
    }

    /** As on a server of 512 CPUs, one socket of which is offline, and one CPU of the other. */
    @Test
    void shouldBeSpentOnCpusThatHaveBeenOnlineOnly() throws Exception {
        try (BufferFile file = BufferFile.open(dir.resolve("buffer"), SIZES)) {
            long before = bytes(file.path());
            for (int cpu = 256; cpu < 512; cpu += cpu == 300 ? 2 : 1) {
                file.prepare(cpu);
            }
            long regions = 255L * SIZES.ring().regionLength();
            // A filesystem may need a block for itself.
            assertThat(bytes(file.path()) - before).isBetween(regions, regions + Geometry.REGION_ALIGNMENT);
            assertThat(file.ring(301)).isNull();
            assertThat(file.ring(511)).isNotNull();
        }
        try (BufferFile adopted = BufferFile.open(dir.resolve("buffer"), SIZES)) {
            assertThat(adopted.ring(255)).isNull();
            assertThat(adopted.ring(256)).isNotNull();
            assertThat(adopted.ring(511)).isNotNull();
        }
    }

    private static long bytes(Path file) throws Exception {
        Process stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
        String blocks = new String(stat.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return 512 * Long.parseLong(blocks.strip());
    }
}
