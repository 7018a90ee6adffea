package io.ringtail.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TargetFileTest {
    private static final int STRANGER = 65534;
    private static final int LIKE_TMP = 01777;

    @TempDir
    private Path scratch;

    @Test
    void shouldRefuseAnEmptyName() {
        assertThatThrownBy(() -> TargetFile.open(Path.of(""))).hasMessageStartingWith("-o has an empty name: ");
        assertThatThrownBy(() -> TargetFile.file(Path.of(""))).hasMessageStartingWith("-o has an empty name: ");
    }

    @Test
    void shouldNotFollowAStrangersLinkInADirectoryLikeTmp() throws Exception {
        Path shared = Files.createDirectory(scratch.resolve("shared"));
        Files.setAttribute(shared, "unix:mode", LIKE_TMP);
        Path victim = Files.writeString(scratch.resolve("victim"), "precious");
        Path link = stranger(Files.createSymbolicLink(shared.resolve("out.dat"), victim));
        Path directory = stranger(Files.createSymbolicLink(shared.resolve("sub"), scratch));
        Path indirect = Files.createSymbolicLink(scratch.resolve("mine"), link);
        for (Path file : new Path[] {link, directory.resolve("victim"), indirect}) {
            assertThatThrownBy(() -> TargetFile.open(file))
                    .isInstanceOf(CommandException.class)
                    .hasMessageContaining(" is a link of user " + STRANGER + " in a world-writable directory");
            assertThatThrownBy(() -> TargetFile.file(file)).hasMessageContaining("is a link of user");
        }
        assertThat(victim).hasContent("precious");
    }

    @Test
    void shouldNotWriteIntoAStrangersPipeInADirectoryLikeTmp() throws Exception {
        Path shared = Files.createDirectory(scratch.resolve("shared"));
        Files.setAttribute(shared, "unix:mode", LIKE_TMP);
        Path pipe = stranger(pipe(shared.resolve("out.dat")));
        Path link = Files.createSymbolicLink(scratch.resolve("mine"), pipe);
        try (FileChannel reader = reader(pipe)) {
            for (Path file : new Path[] {pipe, link}) {
                assertThatThrownBy(() -> TargetFile.open(file))
                        .isInstanceOf(CommandException.class)
                        .hasMessage(pipe.toRealPath() + " is a pipe of user " + STRANGER
                                + " in a world-writable directory, and is not written: give -o the name of a file");
            }
            assertThat(reader.isOpen()).isTrue();
        }
    }

    @Test
    void shouldWriteIntoItsOwnPipeInADirectoryLikeTmp() throws Exception {
        Path shared = Files.createDirectory(scratch.resolve("shared"));
        Files.setAttribute(shared, "unix:mode", LIKE_TMP);
        Path own = pipe(shared.resolve("own"));
        Path others = stranger(pipe(scratch.resolve("others")));
        for (Path pipe : new Path[] {own, others}) {
            try (FileChannel reader = reader(pipe)) {
                TargetFile.open(pipe).write(out -> out.write(bytes("trace")));
                ByteBuffer read = ByteBuffer.allocate("trace".length());
                while (read.hasRemaining()) {
                    assertThat(reader.read(read)).isPositive();
                }
                assertThat(read.flip()).isEqualTo(bytes("trace"));
            }
        }
    }

    /** A reader that waits for no writer, and for which no writer waits. */
    private static FileChannel reader(Path pipe) throws IOException {
        return FileChannel.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private static Path pipe(Path path) throws Exception {
        assumeTrue(new ProcessBuilder("mkfifo", path.toString()).start().waitFor() == 0, "a pipe can be made");
        return path;
    }

    @Test
    void shouldFollowLinksOfItsOwnAndOfOtherDirectories() throws Exception {
        Path shared = Files.createDirectory(scratch.resolve("shared"));
        Files.setAttribute(shared, "unix:mode", LIKE_TMP);
        Path target = Files.writeString(scratch.resolve("target"), "old").toRealPath();
        Path own = Files.createSymbolicLink(shared.resolve("own"), target);
        assertThat(TargetFile.file(own)).isEqualTo(target);
        Path link = stranger(Files.createSymbolicLink(scratch.resolve("link"), target));
        assertThat(TargetFile.file(link)).isEqualTo(target);
    }

    @Test
    void shouldWriteToTheEndOfAFileThatADescriptorAppendsTo() throws Exception {
        Path file = Files.writeString(scratch.resolve("log"), "before ");
        try (FileChannel open = FileChannel.open(file, StandardOpenOption.APPEND)) {
            Path descriptor = descriptor(file);
            TargetFile.open(descriptor).write(out -> out.write(bytes("trace ")));
            assertThat(TargetFile.next(descriptor)).isEqualTo("written to " + descriptor);
            open.write(bytes("after"));
        }
        assertThat(file).hasContent("before trace after");
    }

    @Test
    void shouldNotOverwriteAFileThatADescriptorNames() throws Exception {
        Path file = Files.writeString(scratch.resolve("log"), "before");
        try (FileChannel open = FileChannel.open(file, StandardOpenOption.WRITE)) {
            Path descriptor = descriptor(file);
            assertThatThrownBy(() -> TargetFile.open(descriptor))
                    .isInstanceOf(CommandException.class)
                    .hasMessageContaining(" is a file that is not open for appending");
            assertThat(open.position()).isZero();
        }
        assertThat(file).hasContent("before");
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** The name by which this process's descriptor of an open file can be given to a command. */
    private static Path descriptor(Path file) throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(path -> leadsTo(path, file)).findFirst().orElseThrow();
        }
    }

    private static boolean leadsTo(Path link, Path file) {
        try {
            return Files.readSymbolicLink(link).equals(file.toRealPath());
        } catch (IOException closed) {
            return false;
        }
    }

    private static Path stranger(Path link) throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "files can be given away");
        Files.setAttribute(link, "unix:uid", STRANGER, LinkOption.NOFOLLOW_LINKS);
        return link;
    }
}
