package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ringtail query} in its own process, of the jars as they are installed. */
@Timeout(180)
@Tag("once")
final class QueryTest {
    private static final Path JAR = Path.of("..", "cli", "target", "ringtail.jar");
    private static final Path TRACE = Path.of("..", "reader/src/test/resources/kernel");

    @TempDir
    private Path directory;

    @Test
    void shouldAnswerInEachForm() throws Exception {
        assertThat(JAR).as("the jar, which mvn package makes").exists();
        Path trace = Files.write(directory.resolve("empty.dat"), empty());
        assertThat(run(trace.toString(), "select count(*) as n from events").out())
                .isEqualTo("n\n0\n");
        assertThat(run("--ask", "rates", "--format", "csv", trace.toString()).out())
                .isEqualTo("event,host,events,threads,per_s\n");
        Path parquet = directory.resolve("out.parquet");
        assertThat(run(trace.toString(), "--format=parquet", "-o", parquet.toString(), "select 7 as n")
                        .status())
                .isZero();
        assertThat(run(trace.toString(), "--format=json", "select n from '" + parquet + "'")
                        .out())
                .isEqualTo("{\"n\":7}\n");
    }

    @Test
    void shouldReadStandardInputAndSayWhatIsWrongInOneLine() throws Exception {
        Path trace = Files.write(directory.resolve("empty.dat"), empty());
        Ran piped =
                run(List.of("sh", "-c", "cat " + trace + " | \"$0\" \"$@\""), "-", "select count(*) as n from threads");
        assertThat(piped.out()).as(piped.err()).isEqualTo("n\n0\n");
        for (List<String> arguments : List.of(
                List.of(trace.toString(), "select nothing"),
                List.of(trace.toString(), "--ask", "nothing"),
                List.of(trace.toString(), "--memory", "0", "select 1"),
                List.of(directory.toString(), "select 1"),
                List.of(directory.resolve("none").toString(), "select 1"))) {
            Ran ran = run(arguments.toArray(String[]::new));
            assertThat(ran.status()).as("%s: %s", arguments, ran).isEqualTo(1);
            assertThat(ran.err()).startsWith("ringtail: ").hasLineCount(1).doesNotContain("internal error");
        }
    }

    /** A file without events. */
    private static byte[] empty() throws Exception {
        String head = "\u0017\u0008Dtracing6\0\0\u0008\0\u0010\0\0header_page\0";
        String text = Files.readString(TRACE.resolve("header_page.txt"));
        String length = (char) (text.length() & 0xff) + "" + (char) (text.length() >> 8) + "\0".repeat(6);
        String rest = "header_event\0" + "\0".repeat(8 + 4 * 4 + 8 + 4) + "options  \0\0\0flyrecord\0";
        return (head + length + text + rest).getBytes(StandardCharsets.ISO_8859_1);
    }

    private record Ran(int status, String out, String err) {}

    private Ran run(String... arguments) throws Exception {
        return run(List.of(), arguments);
    }

    private Ran run(List<String> starter, String... arguments) throws Exception {
        List<String> line = new ArrayList<>(starter);
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("-XX:+UseSerialGC", "-Xmx256m", "-Djava.io.tmpdir=" + directory));
        if (Runtime.version().feature() >= 23) {
            line.add("--sun-misc-unsafe-memory-access=allow");
        }
        line.addAll(List.of("-Dringtail.query.jar=target/ringtail-query.jar", "-jar", JAR.toString(), "query"));
        line.addAll(List.of(arguments));
        Path out = Files.createTempFile(directory, "out", "");
        Path err = Files.createTempFile(directory, "err", "");
        Process process = new ProcessBuilder(line)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
            return new Ran(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            process.destroyForcibly();
        }
    }
}
