package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code record --to}, which sends to a stock {@code trace-cmd listen}. */
@Tag("once")
@Timeout(180)
final class ListenTest {
    @TempDir
    private Path scratch;

    @Test
    void shouldSendWhatTraceCmdAndReportPrintAlike() throws Exception {
        int port = freePort();
        try (RingtailHost host = new RingtailHost("--mode", "discard", "--buffer-size", "8m");
                StockTraceCmd listener = listen(port)) {
            load(host);
            RingtailProcess.Ended sent = RingtailProcess.run(
                    scratch,
                    "record",
                    "--dir",
                    host.dir(),
                    "--from",
                    "oldest",
                    "--duration",
                    "1s",
                    "--to",
                    "127.0.0.1:" + port);
            assertThat(sent.status()).as(sent.err() + listener.output()).isZero();
            assertThat(sent.err()).contains("20,000 events").contains("0 lost; sent to trace-cmd listen at 127.0.0.1:");
            Path file = received();
            List<String> report = report(file);
            assertThat(report).hasSize(20_000).allMatch(line -> line.contains(" tick:"));
            assertThat(StockReport.of(file)).isEqualTo(report);
        }
    }

    @Test
    void shouldKeepTheRecordingIfTheListenerGoesAway() throws Exception {
        int port = freePort();
        try (RingtailHost host = new RingtailHost("--mode", "discard", "--buffer-size", "8m");
                StockTraceCmd listener = listen(port);
                RingtailProcess record = RingtailProcess.startMain(
                        scratch,
                        List.of("-Djava.io.tmpdir=" + scratch),
                        RingtailProcess.MAIN,
                        "record",
                        "--dir",
                        host.dir(),
                        "--to",
                        "127.0.0.1:" + port)) {
            Eventually.until("the recording has begun", () -> host.streams() == 1);
            load(host);
            Eventually.until("the events are received", () -> host.get("/stats").contains("\"events\":20000"));
            listener.kill();
            assertThat(record.status()).isEqualTo(1);
            Path directory = onlyDirectory();
            Path kept = directory.resolve("recording.dat");
            assertThat(record.err())
                    .contains("trace-cmd listen at 127.0.0.1:" + port + " has gone away")
                    .contains("the recording is in " + kept);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                    .isEqualTo("rwx------");
            assertThat(report(kept)).hasSize(20_000);
        }
    }

    @Test
    void shouldSayWhatToDoWithoutAListener() throws Exception {
        int port = freePort();
        try (RingtailHost host = new RingtailHost()) {
            RingtailProcess.Ended ended =
                    RingtailProcess.run(scratch, "record", "--dir", host.dir(), "--to", "127.0.0.1:" + port);
            assertThat(ended.status()).isEqualTo(1);
            assertThat(ended.err())
                    .startsWith("ringtail: cannot reach trace-cmd listen at 127.0.0.1:" + port)
                    .contains("start it there with trace-cmd listen -p PORT")
                    .hasLineCount(1);
        }
    }

    private StockTraceCmd listen(int port) throws Exception {
        StockTraceCmd listener = StockTraceCmd.start(
                scratch, List.of("listen", "-p", "" + port, "-d", scratch.toString(), "-o", "received"));
        Eventually.until("trace-cmd listens", () -> isListening(port));
        return listener;
    }

    private static boolean isListening(int port) throws IOException {
        String end = String.format(Locale.ROOT, ":%04X ", port);
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            if (Files.readAllLines(Path.of(table)).stream()
                    .anyMatch(line -> line.contains(end) && line.contains(" 0A "))) {
                return true;
            }
        }
        return false;
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    private Path received() throws IOException {
        try (Stream<Path> files = Files.list(scratch)) {
            return files.filter(path -> path.getFileName().toString().matches("received.*\\.dat"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** The one directory that the command has left. */
    private Path onlyDirectory() throws IOException {
        try (Stream<Path> left = Files.list(scratch)) {
            List<Path> directories = left.filter(
                            path -> path.getFileName().toString().startsWith("ringtail-"))
                    .toList();
            assertThat(directories).hasSize(1);
            return directories.get(0);
        }
    }

    private static void load(RingtailHost host) throws Exception {
        host.run("load", "--dir", host.dir(), "--threads", "2", "--count", "10000");
    }

    private List<String> report(Path file) throws Exception {
        RingtailProcess.Ended ended = WarmCommands.run("report", file.toString());
        assertThat(ended.err()).isEmpty();
        return ended.out().lines().toList();
    }
}
