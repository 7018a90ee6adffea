package io.ringtail.daemon.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.CpuDescriptor;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.RingDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A buffer on a filesystem without room for its tables; it is mounted for the test, which needs root. */
@Tag("once")
class FullFileTest {
    private static final Geometry GEOMETRY =
            new Geometry(BufferMode.OVERWRITE, 8, new RingGeometry(4096, 4), 256, 512, 1 << 16);

    /** With rings of 32 MiB, two of which do not fit into 64 MiB. */
    private static final Geometry LARGE =
            new Geometry(BufferMode.OVERWRITE, 2, new RingGeometry(4096, 8192), 16, 512, 4096);

    @TempDir
    private Path scratch;

    /** fallocate(2) takes all that is free before it fails; the first of the tables would fit. */
    @Test
    void shouldTakeNothingForTablesThatDoNotFitTogether() throws Exception {
        Path file = scratch.resolve("buffer");
        mount("256k");
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
            unmount();
        }
    }

    /** Another process has marked CPU 1's ring as prepared while no daemon ran. */
    @Test
    void shouldAdoptTheRingsForWhichThereIsRoom() throws Exception {
        Path file = scratch.resolve("buffer");
        mount("64m");
        try {
            long allocated;
            try (BufferFile created = BufferFile.open(file, LARGE)) {
                created.prepare(0);
                allocated = Files.getFileStore(file).getUsableSpace();
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                ByteBuffer one = ByteBuffer.wrap(new byte[] {1});
                channel.write(one, LARGE.cpuOffset(1) + CpuDescriptor.STATE_OFFSET);
                channel.write(one.rewind(), LARGE.regionOffset(1) + RingDescriptor.SLOTS_OFFSET);
            }
            try (BufferFile adopted = BufferFile.open(file, LARGE)) {
                assertThat(adopted.adopted()).isTrue();
                assertThat(adopted.ring(0)).isNotNull();
                assertThat(adopted.ring(1)).isNull();
                assertThat(allocated - Files.getFileStore(file).getUsableSpace())
                        .isLessThan(1 << 20);
            }
        } finally {
            unmount();
        }
    }

    /** Another process has taken the storage of CPU 0's ring while a daemon was killed that was about to replace it. */
    @Test
    void shouldBeginAnewWithTheFirstRingOfACpuForWhoseRingThereWasNoRoom() throws Exception {
        Path file = scratch.resolve("buffer");
        RingGeometry half = LARGE.ring().withCount(4096);
        Geometry sizes = new Geometry(BufferMode.OVERWRITE, 2, half, 16, 512, 4096);
        RingGeometry smaller = half.withCount(64);
        mount("64m");
        try {
            try (BufferFile created = BufferFile.open(file, sizes)) {
                created.prepare(0);
                created.prepareNext(0, smaller);
                created.prepare(1);
                created.metadata().putInt(sizes.cpuOffset(1) + CpuDescriptor.STATE_OFFSET, CpuDescriptor.ABSENT);
            }
            RingPlace first = RingPlace.first(sizes, 0);
            try (FileMapper mapper = new FileMapper(file)) {
                mapper.free(first.offset() + first.wordsLength(), first.length() - first.wordsLength());
            }
            Path filler = scratch.resolve("filler");
            Files.write(filler, new byte[40 << 20]);
            try (BufferFile adopted = BufferFile.open(file, sizes)) {
                assertThat(adopted.ring(0)).isNull();
                Files.delete(filler);
                adopted.prepare(0);
                long turn = adopted.metadata().getLong(sizes.cpuOffset(0) + CpuDescriptor.TURN_OFFSET);
                assertThat(turn).isEqualTo(CpuDescriptor.turn(CpuDescriptor.ALONE, 0));
                adopted.prepareNext(0, smaller);
                adopted.turn(0);
                assertThat(adopted.sizes(0)).isEqualTo(smaller);
            }
        } finally {
            unmount();
        }
    }

    private void mount(String size) throws Exception {
        Process mount = new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=" + size, "none", scratch.toString())
                .redirectErrorStream(true)
                .start();
        assumeTrue(mount.waitFor() == 0, "a small filesystem can be mounted");
    }

    private void unmount() throws Exception {
        new ProcessBuilder("umount", "--lazy", scratch.toString()).start().waitFor();
    }
}
