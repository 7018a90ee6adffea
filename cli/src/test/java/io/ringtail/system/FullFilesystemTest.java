package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Full filesystems; small ones are mounted for the tests, which needs root. */
@Tag("once")
@Timeout(120)
@Tag("extensive")
final class FullFilesystemTest {
    /** Room for the CPUs' temporary files, but not for the final file as well. */
    private static final String ROOM_FOR_PARTS = "7m";

    private final List<Path> mounted = new ArrayList<>();

    @TempDir
    private Path scratch;

    @AfterEach
    void unmount() throws Exception {
        for (Path directory : mounted) {
            new ProcessBuilder("umount", "--lazy", directory.toString()).start().waitFor();
        }
    }

    @Test
    void shouldNotStartWithoutRoomForTheTables() throws Exception {
        Path directory = filesystem("256k");
        RingtailProcess.Ended ended = RingtailProcess.run(scratch, "daemon", "--dir", directory.toString());
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err())
                .startsWith("ringtail: cannot allocate ")
                .contains("its filesystem is full: make room, or choose a smaller --buffer-size")
                .hasLineCount(1);
        assertThat(directory.resolve("buffer")).doesNotExist();
    }

    @Test
    void shouldServeWithoutRoomForRingsAndBringCpusOnlineOnceThereIs() throws Exception {
        Path directory = filesystem("64m");
        Path filler = fill(directory, 40);
        try (RingtailProcess daemon =
                RingtailProcess.start(scratch, "daemon", "--dir", directory.toString(), "--buffer-size", "32m")) {
            assertThat(daemon.out().readLine()).startsWith("ringtail: serving ");
            Eventually.until("a CPU lacks room", () -> daemon.err().contains("its filesystem is full: make room"));
            Files.delete(filler);
            Eventually.until(
                    "a CPU is online", () -> run("stat", directory, "--json").contains("\"online\":true"));
            assertThat(run("load", directory, "--count", "1000")).contains("\"emitted\":1000,\"dropped\":0");
            assertThat(daemon.err().lines()).hasSizeLessThan(30);
        }
    }

    /** fallocate(2) takes all that is free before it fails. */
    @Test
    void shouldTakeNoRoomFromOthersForARingThatDoesNotFit() throws Exception {
        Path directory = filesystem("192m");
        fill(directory, 90);
        try (RingtailProcess daemon =
                RingtailProcess.start(scratch, "daemon", "--dir", directory.toString(), "--buffer-size", "128m")) {
            Path other = directory.resolve("other");
            Eventually.until("a CPU lacks room", () -> {
                Files.write(other, new byte[1 << 16]);
                Files.delete(other);
                return daemon.err().contains("its filesystem is full: make room");
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1m", ROOM_FOR_PARTS})
    void shouldLeaveNothingOfARecordingThatDoesNotFit(String size) throws Exception {
        Path directory = filesystem(size);
        try (RingtailHost host = new RingtailHost()) {
            host.run("load", "--dir", host.dir(), "--threads", "2", "--count", "50000");
            String file = directory.resolve("trace.dat").toString();
            RingtailProcess.Ended record = RingtailProcess.run(
                    scratch, "record", "--dir", host.dir(), "--from", "oldest", "--duration", "2s", "-o", file);
            assertThat(record.status()).isEqualTo(1);
            assertThat(record.err().lines().filter(line -> line.startsWith("ringtail: ")))
                    .singleElement()
                    .asString()
                    .contains("cannot write ", file, "make room");
            try (Stream<Path> files = Files.list(directory)) {
                assertThat(files).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1m", ROOM_FOR_PARTS})
    void shouldLeaveNothingOfARecoveryThatDoesNotFit(String size) throws Exception {
        Path directory = filesystem(size);
        Path buffer;
        try (RingtailHost host = new RingtailHost()) {
            host.run("load", "--dir", host.dir(), "--threads", "2", "--count", "50000");
            buffer = Files.copy(host.directory().resolve("buffer"), scratch.resolve("buffer"));
        }
        String file = directory.resolve("trace.dat").toString();
        RingtailProcess.Ended recover = RingtailProcess.run(scratch, "recover", buffer.toString(), "-o", file);
        assertThat(recover.status()).isEqualTo(1);
        assertThat(recover.err().lines().filter(line -> line.startsWith("ringtail: ")))
                .singleElement()
                .asString()
                .contains("cannot write ", file, "make room");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void shouldLeaveNothingOfASnapshotThatDoesNotFit() throws Exception {
        Path directory = filesystem("1m");
        try (RingtailHost host = new RingtailHost("--snapshot-dir", directory.toString())) {
            host.run("load", "--dir", host.dir(), "--threads", "2", "--count", "50000");
            RingtailProcess.Ended snapshot = RingtailProcess.run(scratch, "snapshot", "--dir", host.dir());
            assertThat(snapshot.status()).isEqualTo(1);
            assertThat(snapshot.err()).contains("make room", "--snapshot-dir").hasLineCount(1);
            try (Stream<Path> files = Files.list(directory)) {
                assertThat(files).isEmpty();
            }
            assertThat(host.run("load", "--dir", host.dir(), "--count", "1000")).contains("\"emitted\":1000");
        }
    }

    private String run(String command, Path directory, String... options) throws Exception {
        String[] line = Stream.concat(Stream.of(command, "--dir", directory.toString()), Stream.of(options))
                .toArray(String[]::new);
        RingtailProcess.Ended ended = WarmCommands.run(line);
        assertThat(ended.err()).isEmpty();
        return ended.out();
    }

    private Path filesystem(String size) throws Exception {
        Path directory = Files.createTempDirectory(scratch, "small");
        Process mount = new ProcessBuilder(
                        "mount", "-t", "tmpfs", "-o", "mode=755,size=" + size, "none", directory.toString())
                .redirectErrorStream(true)
                .start();
        assumeTrue(mount.waitFor() == 0, "a small filesystem can be mounted");
        mounted.add(directory);
        return directory;
    }

    private static Path fill(Path directory, int megabytes) throws IOException {
        return Files.write(directory.resolve("filler"), new byte[megabytes << 20]);
    }
}
