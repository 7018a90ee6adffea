package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The behaviour of {@code -o} and {@code report} on anything but a regular file. */
@Tag("once")
@Timeout(120)
@Tag("extensive")
final class OutputTargetTest {
    private static final int EVENTS = 3000;
    private static final int STRANGER = 65534;
    private static final int USER = 65533;
    /** One for all tests: they only read what it holds. */
    private static RingtailHost host;

    @TempDir
    private Path scratch;

    @BeforeAll
    static void writeEvents() throws Exception {
        host = new RingtailHost();
        host.run("load", "--dir", host.dir(), "--threads", "2", "--count", Integer.toString(EVENTS / 2));
    }

    @AfterAll
    static void end() throws IOException {
        host.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"snapshot", "record", "recover"})
    void shouldWriteThroughADeviceAndLeaveItInPlace(String command) throws Exception {
        Path device = made("mknod", "null", "c", "1", "3");
        assertDone(run(command(command, device)));
        assertThat(mode(device)).startsWith("c");
        assertThat(names()).isSubsetOf("null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"snapshot", "record", "recover"})
    void shouldWriteAPipeThatHasAReader(String command) throws Exception {
        Path pipe = made("mkfifo", "pipe");
        Path copy = scratch.resolve("copy.dat");
        CompletableFuture<Long> reader = CompletableFuture.supplyAsync(() -> {
            try (InputStream in = Files.newInputStream(pipe)) {
                return Files.copy(in, copy);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        assertDone(run(command(command, pipe)));
        assertThat(reader.get()).isPositive();
        assertThat(mode(pipe)).startsWith("p");
        assertReport(copy);
    }

    @ParameterizedTest
    @ValueSource(strings = {"snapshot", "record", "recover"})
    void shouldReplaceWhatALinkPointsAtAndLeaveTheLink(String command) throws Exception {
        Path file = Files.writeString(scratch.resolve("old.dat"), "old");
        Path link = Files.createSymbolicLink(scratch.resolve("link"), Path.of("old.dat"));
        assertDone(run(command(command, link)));
        assertThat(link).isSymbolicLink();
        assertReport(file);
        Path missing = Files.createSymbolicLink(scratch.resolve("missing"), Path.of("new.dat"));
        assertDone(run(command(command, missing)));
        assertThat(missing).isSymbolicLink();
        assertReport(scratch.resolve("new.dat"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-", "/dev/stdout", "/proc/self/fd/1"})
    void shouldWriteStandardOutputAsAPipeOrAsAFile(String name) throws Exception {
        Path file = scratch.resolve("out.dat");
        for (String command : List.of("snapshot", "record", "recover")) {
            String redirection = command.equals("record") ? "> \"$0\"" : "| cat > \"$0\"";
            RingtailProcess.Ended ended = shell("\"$@\" " + redirection, file, command(command, Path.of(name)));
            assertThat(ended.status()).as(ended.err()).isZero();
            assertReport(file);
            Files.delete(file);
        }
        assertThat(Files.isSymbolicLink(Path.of("/dev/stdout"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-", "/dev/stdout", "/proc/self/fd/1"})
    void shouldAppendToAFileThatIsStandardOutput(String name) throws Exception {
        Path file = Files.writeString(scratch.resolve("out.txt"), "before\n");
        String line = "{ \"$@\"; echo after; } >> \"$0\"";
        RingtailProcess.Ended ended = shell(line, file, command("snapshot", Path.of(name)));
        assertThat(ended.status()).as(ended.err()).isZero();
        assertThat(ended.err()).contains("; written to standard output");
        byte[] bytes = Files.readAllBytes(file);
        assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
                .startsWith("before\n")
                .endsWith("after\n");
        int before = "before\n".length();
        Path trace = Files.write(
                scratch.resolve("trace.dat"), Arrays.copyOfRange(bytes, before, bytes.length - "after\n".length()));
        assertReport(trace);
    }

    @Test
    void shouldRefuseToWriteARecordingAndAReportToTheSameFile() throws Exception {
        List<String> command = command("recover", Path.of("/dev/stdout"));
        command.add("--json");
        RingtailProcess.Ended ended = shell("\"$@\" > \"$0\"", scratch.resolve("out.txt"), command);
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.err()).contains("--json and -o /dev/stdout both write to standard output");
    }

    @Test
    void shouldEndQuietlyWhereNobodyReadsStandardOutputAnyMore() throws Exception {
        RingtailProcess.Ended ended = shell(
                "{ \"$@\"; echo $? > \"$0\"; } | true", scratch.resolve("status"), command("snapshot", Path.of("-")));
        assertThat(Files.readString(scratch.resolve("status"))).isEqualTo("0\n");
        assertThat(ended.err()).isEmpty();
    }

    @Test
    void shouldRefuseABlockDeviceAndADirectory() throws Exception {
        Path device = made("mknod", "disk", "b", "7", "250");
        RingtailProcess.Ended ended = run(command("record", device));
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err())
                .contains("is a block device, which is not overwritten")
                .hasLineCount(1);
        assertThat(mode(device)).startsWith("b");
        assertThat(run(command("record", scratch)).err())
                .contains("is a directory")
                .hasLineCount(1);
        Path loop = Files.createSymbolicLink(scratch.resolve("loop"), Path.of("loop"));
        assertThat(run(command("record", loop)).err())
                .contains("leads to itself")
                .hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"snapshot", "record"})
    void shouldRefuseAtOnceWhatItCouldNotReplaceInTheEnd(String command) throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "files can be given away");
        Path shared = Files.createDirectory(scratch.resolve("shared"));
        Files.setAttribute(scratch, "unix:mode", 0755);
        Files.setAttribute(shared, "unix:mode", 01777);
        Path file = Files.writeString(shared.resolve("trace.dat"), "a stranger's");
        Files.setAttribute(file, "unix:uid", STRANGER);
        // This user may read and write everything, wherever the tests lie: only the sticky bit is in the way.
        String capabilities = "-all,+dac_override,+dac_read_search";
        List<String> asUser = List.of(
                "setpriv",
                "--reuid=" + USER,
                "--clear-groups",
                "--inh-caps=" + capabilities,
                "--ambient-caps=" + capabilities);
        List<String> line = command(command, file);
        try (RingtailProcess process = RingtailProcess.startBehind(asUser, scratch, line.toArray(String[]::new))) {
            RingtailProcess.Ended ended = process.ended();
            assertThat(ended.err())
                    .contains("belongs to user " + STRANGER + ", and only that user can replace it in ")
                    .hasLineCount(1);
            assertThat(ended.status()).isEqualTo(1);
        }
        assertThat(shared).isDirectoryContaining(file::equals).isDirectoryNotContaining("glob:**.part");
        assertThat(file).hasContent("a stranger's");
    }

    @Test
    void shouldReportWhatComesThroughAPipe() throws Exception {
        Path file = scratch.resolve("trace.dat");
        assertDone(run(command("snapshot", file)));
        Path pipe = made("mkfifo", "pipe");
        String plain = run(List.of("report", file.toString())).out();
        assertThat(plain.lines().filter(line -> line.contains("tick:"))).hasSize(EVENTS);
        for (String source : List.of("-", "/dev/stdin", pipe.toString())) {
            String input = source.startsWith(scratch.toString())
                    ? "cat \"$0\" > " + pipe + " & \"$@\""
                    : "cat \"$0\" | \"$@\"";
            assertThat(shell(input, file, List.of("report", source)).out()).isEqualTo(plain);
        }
        assertThat(shell("\"$@\" < \"$0\"", file, List.of("report", "-")).out()).isEqualTo(plain);
    }

    @Test
    void shouldNotReadWithoutEndWhatIsNoTraceDat() throws Exception {
        for (String source : List.of("-", "/dev/zero")) {
            RingtailProcess.Ended ended = shell("\"$@\" < /dev/zero", scratch, List.of("report", source));
            assertThat(ended.status()).isEqualTo(1);
            assertThat(ended.err()).contains("is not a trace.dat").hasLineCount(1);
        }
        assertThat(run(List.of("report", scratch.toString())).err())
                .contains("is a directory")
                .hasLineCount(1);
    }

    private List<String> command(String name, Path target) {
        List<String> command = new ArrayList<>(List.of(name));
        if (name.equals("recover")) {
            command.add(host.directory().resolve("buffer").toString());
        } else {
            command.addAll(List.of("--dir", host.dir()));
        }
        if (name.equals("record")) {
            command.addAll(List.of("--from", "oldest", "--duration", "300ms"));
        }
        command.addAll(List.of("-o", target.toString()));
        return command;
    }

    private RingtailProcess.Ended run(List<String> command) throws Exception {
        return RingtailProcess.run(scratch, command.toArray(String[]::new));
    }

    /** Runs a line of shell in which {@code "$@"} is the command, and {@code $0} a path. */
    private RingtailProcess.Ended shell(String line, Path path, List<String> command) throws Exception {
        try (RingtailProcess process = RingtailProcess.startBehind(
                List.of("sh", "-c", line, path.toString()), scratch, command.toArray(String[]::new))) {
            return process.ended();
        }
    }

    private static void assertDone(RingtailProcess.Ended ended) {
        assertThat(ended.status()).as(ended.err()).isZero();
    }

    private void assertReport(Path file) throws Exception {
        assertThat(Files.isRegularFile(file)).isTrue();
        RingtailProcess.Ended report = WarmCommands.run("report", file.toString());
        assertThat(report.out().lines().filter(line -> line.contains("tick:")))
                .as(report.err())
                .hasSize(EVENTS);
    }

    private Path made(String tool, String name, String... arguments) throws Exception {
        Path path = scratch.resolve(name);
        List<String> line = new ArrayList<>(List.of(tool, path.toString()));
        line.addAll(List.of(arguments));
        assumeTrue(new ProcessBuilder(line).start().waitFor() == 0, tool + " can be used");
        return path;
    }

    private static String mode(Path file) throws IOException, InterruptedException {
        Process stat = new ProcessBuilder("stat", "-c", "%A", file.toString()).start();
        String mode = new String(stat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        stat.waitFor();
        return mode;
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(scratch)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> !name.endsWith(".err"))
                    .toList();
        }
    }
}
