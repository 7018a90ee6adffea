package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Exports of a daemon's events, and of a file, for tools that are not Perfetto. */
@Tag("once")
@Timeout(180)
final class ExportTest {
    private static final boolean BABELTRACE = "1".equals(System.getenv("RINGTAIL_REQUIRE_BABELTRACE"));
    private static final Pattern DISCARDED = Pattern.compile("Tracer discarded (\\d+) events?");
    private static final Pattern SEQUENCE = Pattern.compile(".* \\{ seq = (\\d+), thread = (\\d+), note = .*");

    @TempDir
    private static Path shared;

    @TempDir
    private Path scratch;

    private static RingtailHost host;
    private static Path recording;
    private static long written;

    @BeforeAll
    static void writeMoreThanTheRingsHold() throws Exception {
        host = new RingtailHost("--buffer-size", "256k");
        String load = host.run("load", "--dir", host.dir(), "--threads", "2", "--count", "50000");
        written = RingtailHost.number(load, "emitted");
        recording = shared.resolve("load.dat");
        assertThat(WarmCommands.run("snapshot", "--dir", host.dir(), "-o", recording.toString())
                        .status())
                .isZero();
    }

    @AfterAll
    static void end() throws IOException {
        host.close();
    }

    private RingtailProcess.Ended export(String... options) throws Exception {
        String[] line = Stream.concat(Stream.of("export"), Stream.of(options)).toArray(String[]::new);
        return RingtailProcess.run(shared, line);
    }

    private void exported(String... options) throws Exception {
        RingtailProcess.Ended ended = export(options);
        assertThat(ended.status()).as(ended.err()).isZero();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> all = Files.list(scratch)) {
            return all.map(path -> String.valueOf(path.getFileName())).sorted().toList();
        }
    }

    private static String babeltrace(Path trace, Path out) throws Exception {
        Path err = out.resolveSibling("err");
        Process process;
        try {
            process = new ProcessBuilder("babeltrace2", "--clock-cycles", trace.toString())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
        } catch (IOException missing) {
            assumeTrue(BABELTRACE, "babeltrace2 is missing");
            throw missing;
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(err)).isZero();
        return Files.readString(err);
    }

    private void checkCtf(Path trace) throws Exception {
        Path out = scratch.resolve("out");
        long discarded = DISCARDED
                .matcher(babeltrace(trace, out))
                .results()
                .mapToLong(each -> Long.parseLong(each.group(1)))
                .sum();
        long[] last = {-1, -1};
        List<String> lines = Files.readAllLines(out);
        for (String line : lines) {
            Matcher event = SEQUENCE.matcher(line);
            assertThat(event.matches()).as(line).isTrue();
            int thread = Integer.parseInt(event.group(2));
            long number = Long.parseLong(event.group(1));
            assertThat(number).isGreaterThan(last[thread]);
            last[thread] = number;
        }
        assertThat(lines).hasSizeGreaterThan(1000);
        assertThat(lines.size() + discarded).isEqualTo(written);
    }

    @Test
    void shouldWriteAFilesEventsAndLossesAsCtf() throws Exception {
        Path trace = scratch.resolve("trace");
        exported(recording.toString(), "--ctf", trace.toString());
        checkCtf(trace);
    }

    @Test
    void shouldWriteADaemonsEventsAsCtfWithTheirDates() throws Exception {
        Path trace = scratch.resolve("trace");
        exported("--dir", host.dir(), "--from", "oldest", "--duration", "500ms", "--ctf", trace.toString());
        checkCtf(trace);
        assertThat(Files.readString(trace.resolve("metadata"))).contains("absolute = true;");
    }

    @Test
    void shouldReplaceOnlyATraceAndOnlyWithForce() throws Exception {
        Path trace = Files.createDirectory(scratch.resolve("trace"));
        exported(recording.toString(), "--ctf", trace.toString());
        assertThat(export(recording.toString(), "--ctf", trace.toString()).err())
                .contains(trace + " contains a trace: replace it with --force");
        exported(recording.toString(), "--ctf", trace.toString(), "--force", "--event", "no:such");
        assertThat(Files.readString(trace.resolve("metadata"))).doesNotContain("load:tick");
        Path other = Files.writeString(trace.resolve("notes.txt"), "kept");
        assertThat(export(recording.toString(), "--ctf", trace.toString(), "--force")
                        .err())
                .contains("contains notes.txt, which is no part of an exported trace");
        assertThat(other).hasContent("kept");
        assertThat(names()).containsExactly("trace");
    }

    @Test
    void shouldLeaveNothingOfATraceThatFails() throws Exception {
        List<String> limited = List.of("bash", "-c", "ulimit -f 100; exec \"$@\"", "-");
        Path trace = scratch.resolve("trace");
        try (RingtailProcess export = RingtailProcess.startBehind(
                limited, shared, "export", recording.toString(), "--ctf", trace.toString())) {
            RingtailProcess.Ended ended = export.ended();
            assertThat(ended.status()).isNotZero();
            assertThat(ended.err()).contains("cannot write " + trace, "make room, or give --ctf another directory");
        }
        assertThat(names()).isEmpty();
    }

    @Test
    void shouldSayWhichOptionsFitWhichFormat() throws Exception {
        String trace = scratch.resolve("trace").toString();
        assertThat(export(recording.toString(), "--ctf", trace, "-o", "-").err())
                .contains("give -o or --ctf, not both");
        assertThat(export(recording.toString(), "--ndjson").err()).contains("give the file to write with -o");
        assertThat(export(recording.toString(), "--ndjson", "-o", "-", "--force")
                        .err())
                .contains("--force is for --ctf");
        assertThat(export(recording.toString(), "--ctf", trace + "/a/b").err()).contains("does not exist: create it");
    }
}
