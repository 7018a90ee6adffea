package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pipes without a writer, devices and directories where a command takes a path: none is waited for. */
@Tag("once")
@Timeout(120)
@Tag("extensive")
final class PathArgumentsTest {
    private static final Set<String> KINDS = Set.of("pipe", "device", "file", "directory");

    @TempDir
    private Path scratch;

    @BeforeEach
    void makePaths() throws Exception {
        pipe(scratch.resolve("pipe"));
        Files.createDirectory(scratch.resolve("directory"));
        Files.writeString(scratch.resolve("file"), "text\n");
    }

    @ParameterizedTest
    @CsvSource({
        "daemon --dir pipe, is not a directory",
        "daemon --dir device, is not a directory",
        "daemon --dir file, is not a directory",
        "recover pipe -o out.dat, is not a file",
        "recover device -o out.dat, is not a file",
        "recover directory -o out.dat, is not a file",
        "stat --dir pipe, /pipe",
        "tail --dir device, /dev/zero",
        "record --dir file -o out.dat, /file",
        "list --dir directory, /directory",
        "report directory, /directory",
        "export directory --ndjson -o out.json, /directory",
    })
    void shouldBeRefusedInOneLine(String line, String reason) throws Exception {
        String[] command = resolved(line);
        RingtailProcess.Ended ended =
                command[0].equals("daemon") ? RingtailProcess.run(scratch, command) : WarmCommands.run(command);
        assertThat(ended.status()).as(ended.err()).isEqualTo(1);
        assertThat(ended.err()).startsWith("ringtail: ").contains(reason).hasLineCount(1);
        assertThat(scratch.resolve("out.dat")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pipe", "device", "directory"})
    void shouldBeRefusedAsSettingsLikeFaultyOnes(String kind) throws Exception {
        RingtailProcess.Ended ended =
                RingtailProcess.run(scratch, "daemon", "--config", path(kind).toString());
        assertThat(ended.status()).as(ended.err()).isEqualTo(2);
        assertThat(ended.err())
                .startsWith("ringtail: ")
                .contains("is not a regular file")
                .hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pipe", "device", "file", "directory"})
    void shouldServeWhateverItsSysfsIs(String kind) throws Exception {
        assertServes("--sysfs", path(kind));
    }

    @Test
    void shouldServeWhereTheKernelsListsArePipes() throws Exception {
        Path cpus = Files.createDirectories(scratch.resolve("sysfs/devices/system/cpu"));
        for (String list : new String[] {"possible", "present", "online"}) {
            pipe(cpus.resolve(list));
        }
        assertServes("--sysfs", scratch.resolve("sysfs"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pipe", "device", "file"})
    void shouldServeWhateverItsDirectoryOfSnapshotsIs(String kind) throws Exception {
        assertServes("--snapshot-dir", path(kind));
    }

    private void assertServes(String option, Path path) throws Exception {
        Path run = Files.createDirectory(scratch.resolve("run"));
        try (RingtailProcess daemon =
                RingtailProcess.start(scratch, "daemon", "--dir", run.toString(), option, path.toString())) {
            assertThat(daemon.out().readLine()).as(daemon.err()).startsWith("ringtail: serving ");
            Eventually.until(
                    "a CPU is online",
                    () -> WarmCommands.run("stat", "--json", "--dir", run.toString())
                            .out()
                            .contains("\"online\":true"));
            daemon.terminate();
            assertThat(daemon.status()).isZero();
        }
    }

    private String[] resolved(String line) {
        return Arrays.stream(line.split(" ", -1))
                .map(word -> KINDS.contains(word) || word.startsWith("out.")
                        ? path(word).toString()
                        : word)
                .toArray(String[]::new);
    }

    private Path path(String name) {
        return name.equals("device") ? Path.of("/dev/zero") : scratch.resolve(name);
    }

    private static void pipe(Path path) throws Exception {
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                .isZero();
    }
}
