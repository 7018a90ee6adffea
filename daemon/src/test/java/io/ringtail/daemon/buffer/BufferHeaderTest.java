package io.ringtail.daemon.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.HeaderDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A buffer whose header was changed while no daemon ran. */
class BufferHeaderTest {
    private static final Geometry GEOMETRY =
            new Geometry(BufferMode.OVERWRITE, 8, new RingGeometry(4096, 4096), 16, 512, 4096);

    @TempDir
    private Path dir;

    /** A region is larger than all tables together: some of these leave the file's length as it was. */
    @ParameterizedTest
    @CsvSource({"32, 1", "36, 7", "36, 9", "40, 8192", "44, 2048", "48, 15", "52, 256", "56, 2048", "60, 1"})
    void shouldNotAdoptAFileWhoseSizesWereChanged(int word, int value) throws Exception {
        create();
        put(word, value);
        assertSetAside();
    }

    @Test
    void shouldNotAdoptAFileWithoutAChecksumWhoseSizesDoNotGiveItsLength() throws Exception {
        create();
        put(HeaderDescriptor.CHECKSUM_OFFSET, 0);
        put(HeaderDescriptor.POSSIBLE_CPUS_OFFSET, 7);
        assertSetAside();
    }

    @Test
    void shouldNotAdoptAFileWithoutItsMagicWhoseSizesWereChanged() throws Exception {
        create();
        put(HeaderDescriptor.MAGIC_OFFSET, 0);
        put(HeaderDescriptor.EVENTS_OFFSET, 2048);
        assertSetAside();
    }

    @Test
    void shouldGiveAFileWithoutAChecksumOne() throws Exception {
        create();
        put(HeaderDescriptor.CHECKSUM_OFFSET, 0);
        assertAdopted();
        assertThat(word(HeaderDescriptor.CHECKSUM_OFFSET)).isEqualTo(GEOMETRY.checksum());
        put(HeaderDescriptor.EVENTS_OFFSET, 2048);
        assertSetAside();
    }

    /** As after a resize, which has lengthened the file. */
    @Test
    void shouldRestoreTheLengthInTheHeaderOfALongerFile() throws Exception {
        create();
        try (FileChannel channel = open()) {
            channel.write(ByteBuffer.allocate(1), GEOMETRY.fileLength() + (1 << 20));
        }
        put(HeaderDescriptor.FILE_LENGTH_OFFSET, 1);
        assertAdopted();
        assertThat(word(HeaderDescriptor.FILE_LENGTH_OFFSET)).isEqualTo((int) GEOMETRY.fileLength());
    }

    private void create() throws Exception {
        BufferFile.open(file(), GEOMETRY).close();
    }

    private void assertAdopted() throws Exception {
        try (BufferFile again = BufferFile.open(file(), GEOMETRY)) {
            assertThat(again.adopted()).isTrue();
            assertThat(again.geometry().checksum()).isEqualTo(GEOMETRY.checksum());
        }
    }

    private void assertSetAside() throws Exception {
        try (BufferFile other = BufferFile.open(file(), GEOMETRY)) {
            assertThat(other.adopted()).isFalse();
        }
        try (Stream<Path> files = Files.list(dir)) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .anyMatch(name -> name.startsWith("buffer.aside-"));
        }
    }

    private void put(int offset, int value) throws Exception {
        try (FileChannel channel = open()) {
            channel.write(littleEndian().putInt(0, value), offset);
        }
    }

    private int word(int offset) throws Exception {
        ByteBuffer word = littleEndian();
        try (FileChannel channel = open()) {
            assertThat(channel.read(word, offset)).isEqualTo(Integer.BYTES);
        }
        return word.getInt(0);
    }

    private static ByteBuffer littleEndian() {
        return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    private FileChannel open() throws Exception {
        return FileChannel.open(file(), StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private Path file() {
        return dir.resolve("buffer");
    }
}
