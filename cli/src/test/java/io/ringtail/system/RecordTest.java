package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code record}, checked with stock trace-cmd and with {@code report}. */
@Tag("once")
@Timeout(180)
final class RecordTest {
    private static final Pattern DROPPED = Pattern.compile("CPU:\\d+ \\[(\\d+) EVENTS DROPPED\\]");

    @TempDir
    private Path scratch;

    @Test
    void shouldRecordWhatTraceCmdAndReportPrintAlike() throws Exception {
        try (RingtailHost host = new RingtailHost("--mode", "discard", "--buffer-size", "8m")) {
            load(host, 10_000);
            List<String> report = recorded(host);
            assertThat(report).hasSize(20_000);
            assertThat(StockReport.of(file())).isEqualTo(report);
        }
    }

    @Test
    void shouldCompressWhatTraceCmdAndReportPrintAlike() throws Exception {
        try (RingtailHost host = new RingtailHost("--mode", "discard", "--buffer-size", "8m")) {
            load(host, 10_000);
            List<String> report = recorded(host, "--compress");
            assertThat(report).hasSize(20_000);
            assertThat(StockReport.of(file())).isEqualTo(report);
            int leastEvent = 4 + 8 + 8 + 4 + 4;
            assertThat(Files.size(file())).isLessThan(20_000 * leastEvent / 2);
            assertThat(temporaryFiles()).isZero();
        }
    }

    @Test
    void shouldRecordHowManyEventsWereLost() throws Exception {
        try (RingtailHost host = new RingtailHost("--subbuf-size", "4k", "--buffer-size", "16k")) {
            load(host, 20_000);
            long written = host.sum("written");
            List<String> report = recorded(host);
            long dropped = report.stream()
                    .map(DROPPED::matcher)
                    .filter(Matcher::matches)
                    .mapToLong(loss -> Long.parseLong(loss.group(1)))
                    .sum();
            long events =
                    report.stream().filter(line -> line.contains(" tick:")).count();
            assertThat(dropped).isPositive();
            assertThat(events + dropped).isEqualTo(written);
            assertThat(StockReport.of(file())).isEqualTo(report);
        }
    }

    @Test
    void shouldEndWithWhatWasWrittenUntilItWasAskedTo() throws Exception {
        try (RingtailHost host = new RingtailHost("--mode", "discard", "--buffer-size", "64k", "--subbuf-size", "4k");
                RingtailProcess record = record(host)) {
            awaitFilesOf(record);
            load(host, 200_000);
            record.terminate();
            assertThat(record.status()).as(record.err()).isZero();
            long taken = host.sum("written");
            assertThat(report().stream().filter(line -> line.contains(" tick:")))
                    .hasSize((int) taken);
        }
    }

    @Test
    void shouldKeepWhatCameBeforeTheDaemonStopped() throws Exception {
        try (RingtailHost host = new RingtailHost();
                RingtailProcess record = record(host)) {
            load(host, 1000);
            Eventually.until("all are read", () -> host.sum("read_events") >= 2000);
            host.daemon().terminate();
            assertThat(host.daemon().status()).isZero();
            assertThat(record.status()).isEqualTo(1);
            assertThat(record.err()).contains("has stopped").contains("2,000 events");
            assertThat(report()).hasSize(2000);
            assertThat(host.directory().resolve("address")).doesNotExist();
            assertThat(host.directory().resolve("control.sock")).doesNotExist();
            assertThat(host.directory().resolve("buffer")).exists();
        }
        assertThat(temporaryFiles()).isZero();
    }

    private Path file() {
        return scratch.resolve("trace.dat");
    }

    private static void load(RingtailHost host, int count) throws Exception {
        host.run("load", "--dir", host.dir(), "--threads", "2", "--count", "" + count);
    }

    private RingtailProcess record(RingtailHost host, String... more) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("record", "--url", host.url(), "--from", "oldest", "-o", file().toString()));
        arguments.addAll(List.of(more));
        return host.start(arguments.toArray(String[]::new));
    }

    private List<String> recorded(RingtailHost host, String... more) throws Exception {
        try (RingtailProcess record = record(host, more)) {
            awaitFilesOf(record);
            record.terminate();
            assertThat(record.status()).as(record.err()).isZero();
        }
        return report();
    }

    private List<String> report() throws Exception {
        RingtailProcess.Ended ended = WarmCommands.run("report", file().toString());
        assertThat(ended.err()).isEmpty();
        return ended.out().lines().toList();
    }

    /** Waits for its temporary files; from then on it ends properly when asked to. */
    private void awaitFilesOf(RingtailProcess record) throws Exception {
        Eventually.until("it has made them", () -> temporaryFiles() > 0 || !record.isAlive());
        assertThat(record.isAlive()).as(record.err()).isTrue();
    }

    private long temporaryFiles() throws IOException {
        try (Stream<Path> files = Files.list(scratch)) {
            return files.filter(path -> path.toString().endsWith(".part")).count();
        }
    }
}
