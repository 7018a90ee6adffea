package io.ringtail.client.libc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class SealedMemoryTest {
    private static final long LENGTH = 3 * 4096;

    @TempDir
    private Path scratch;

    static Stream<LibC> libraries() {
        return LibCTest.libraries();
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void shouldBeMappedByItsPathAndKeepItsLength(LibC libC) throws IOException {
        try (SealedMemory memory = SealedMemory.create(libC, "test", LENGTH);
                FileChannel channel =
                        FileChannel.open(memory.path(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            assertThat(channel.size()).isEqualTo(LENGTH);
            ByteBuffer first = channel.map(MapMode.READ_WRITE, 0, LENGTH);
            first.putLong(4096, 42);
            assertThatThrownBy(() -> channel.truncate(0)).isInstanceOf(IOException.class);
            try (RandomAccessFile other = new RandomAccessFile(memory.path().toFile(), "rw")) {
                assertThatThrownBy(() -> other.setLength(1)).isInstanceOf(IOException.class);
                assertThatThrownBy(() -> other.setLength(2 * LENGTH)).isInstanceOf(IOException.class);
            }
            ByteBuffer second = channel.map(MapMode.READ_WRITE, 0, LENGTH);
            assertThat(second.getLong(4096)).isEqualTo(42);
        }
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void shouldRefuseWhatCouldBeMadeShorter(LibC libC) throws IOException {
        assertThatThrownBy(() -> SealedMemory.of(libC, -1)).isInstanceOf(IOException.class);
        try (SealedMemory memory = SealedMemory.create(libC, "test", LENGTH)) {
            assertThat(SealedMemory.of(libC, memory.descriptor()).path()).isEqualTo(memory.path());
        }
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void shouldCloseItsDescriptor(LibC libC) throws IOException {
        SealedMemory memory = SealedMemory.create(libC, "test", LENGTH);
        assertThat(memory.isOpen()).isTrue();
        memory.close();
        assertThat(memory.isOpen()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void shouldSayWhyThereIsNobodyToTakeOrGiveADescriptor(LibC libC) {
        String nobody = scratch.resolve("nobody").toString();
        assertThatThrownBy(() -> DescriptorSocket.connect(libC, DescriptorSocket.STREAM, nobody))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot connect to " + nobody);
        String tooLong = scratch.resolve("n".repeat(108)).toString();
        assertThatThrownBy(() -> DescriptorSocket.connect(libC, DescriptorSocket.STREAM, tooLong))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("too long for a socket");
    }
}
