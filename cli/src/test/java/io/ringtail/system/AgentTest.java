package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stock {@code trace-cmd record -A}, against a daemon and applications of their own. */
@Tag("once")
@Timeout(180)
@Tag("extensive")
final class AgentTest {
    private static final Pattern DROPPED = Pattern.compile("CPU:\\d+ \\[(\\d+) EVENTS DROPPED\\]");

    @TempDir
    private Path scratch;

    @ParameterizedTest
    @CsvSource({"4k, 127.0.0.1:0, 10000", "16k, 127.0.0.1:0, 10000", "64k, [::1]:0, 10000", "1m, 127.0.0.1:0, 60000"})
    void shouldRecordWhatTraceCmdAndReportPrintAlike(String subbufSize, String address, int events) throws Exception {
        try (RingtailHost host = new RingtailHost(
                "--mode", "discard", "--agent", address, "--subbuf-size", subbufSize, "--buffer-size", "8m")) {
            load(host, 1);
            try (StockTraceCmd record = record(host, "all", "-e", "load:*")) {
                load(host, events);
                record.finish();
            }
            List<String> report = report("all");
            assertThat(report).hasSize(2 * events);
            assertThat(StockReport.of(file("all"))).isEqualTo(report);
            assertThat(unnamed(everything(host))).endsWith(unnamed(report).toArray(String[]::new));
            Eventually.until("the receiver has gone", () -> recordings(host) == 0);
        }
    }

    @Test
    void shouldAccountForEachEventThatWasLost() throws Exception {
        try (RingtailHost host =
                new RingtailHost("--agent", "127.0.0.1:0", "--subbuf-size", "4k", "--buffer-size", "16k")) {
            load(host, 1);
            try (StockTraceCmd record = record(host, "all", "-e", "load")) {
                record.signal("STOP");
                load(host, 20_000);
                record.signal("CONT");
                record.finish();
            }
            List<String> report = report("all");
            long dropped = report.stream()
                    .map(DROPPED::matcher)
                    .filter(Matcher::matches)
                    .mapToLong(loss -> Long.parseLong(loss.group(1)))
                    .sum();
            long events =
                    report.stream().filter(line -> line.contains(" tick:")).count();
            assertThat(dropped).isPositive();
            assertThat(events + dropped).isEqualTo(40_000);
            assertThat(StockReport.of(file("all"))).isEqualTo(report);
        }
    }

    @Test
    void shouldRecordTwiceAtOnceAndOnlyWhatEachSelects() throws Exception {
        try (RingtailHost host = host("--buffer-size", "8m")) {
            load(host, 1);
            try (StockTraceCmd ticks = record(host, "ticks", "-e", "load:tick");
                    StockTraceCmd rest = record(host, "rest", "-v", "-e", "load")) {
                Eventually.until("two recordings", () -> recordings(host) == 2);
                load(host, 1000);
                ticks.finish();
                rest.finish();
            }
            assertThat(report("ticks")).hasSize(2000).allMatch(line -> line.contains(" tick:"));
            assertThat(report("rest")).noneMatch(line -> line.contains(" tick:"));
        }
    }

    @Test
    void shouldEnableWhatIsAskedForAndDisableItAgain() throws Exception {
        try (RingtailHost host = host("--anonymous-roles", "read,control")) {
            load(host, 1);
            host.run("disable", "--dir", host.dir(), "load:tick");
            try (StockTraceCmd record = record(host, "on", "-e", "load:tick")) {
                assertThat(host.get("/events/load/tick/enable")).isEqualTo("1\n");
                load(host, 100);
                record.finish();
            }
            assertThat(report("on")).hasSize(200);
            Eventually.until(
                    "the event is disabled",
                    () -> host.get("/events/load/tick/enable").equals("0\n"));
        }
    }

    @Test
    void shouldEnableNothingWhereTheAnonymousMayOnlyRead() throws Exception {
        try (RingtailHost host = host()) {
            load(host, 1);
            host.run("disable", "--dir", host.dir(), "load:tick");
            try (StockTraceCmd record = record(host, "off", "-e", "load:tick")) {
                assertThat(record.output()).contains("Hit Ctrl^C");
                assertThat(host.get("/events/load/tick/enable")).isEqualTo("0\n");
            }
            assertThat(host.daemon().err()).contains("refused to enable load:tick for a recording by trace-cmd: this");
        }
    }

    @Test
    void shouldRecordCpusThatComeOnlineMeanwhile() throws Exception {
        FakeSysfs sysfs = new FakeSysfs(scratch, "0-7", "0-1");
        try (RingtailHost host = host("--sysfs", sysfs.root(), "--buffer-size", "8m", "--subbuf-size", "4k");
                CountingClient client = CountingClient.startFor(host, CountingClient.ON_EIGHT_CPUS, 0, 16, 1000)) {
            client.ready();
            assertThat(host.online()).hasSize(2);
            try (StockTraceCmd record = record(host, "late", "-e", "count")) {
                sysfs.online("0-7");
                Eventually.until("all CPUs", () -> host.online().size() == 8);
                client.go();
                Eventually.until("all events", () -> host.sum("written") >= 16_000);
                client.stop();
                client.awaitEnd();
                record.finish();
            }
            List<String> report = report("late");
            assertThat(report).hasSize(16_000);
            assertThat(report.stream().map(AgentTest::cpu).distinct()).hasSize(8);
            assertThat(StockReport.of(file("late"))).isEqualTo(report);
        }
    }

    @Test
    void shouldGiveEverythingBackWhenTraceCmdIsKilled() throws Exception {
        try (RingtailHost host = host("--anonymous-roles", "read,control")) {
            load(host, 1);
            host.run("disable", "--dir", host.dir(), "load:tick");
            long descriptors = descriptors(host);
            try (StockTraceCmd record = record(host, "killed", "-e", "load")) {
                assertThat(descriptors(host)).as(record.output()).isGreaterThan(descriptors);
            }
            Eventually.until("the receiver has gone", () -> recordings(host) == 0);
            Eventually.until("the connections are closed", () -> descriptors(host) <= descriptors);
            assertThat(host.get("/events/load/tick/enable")).isEqualTo("0\n");
        }
    }

    @Test
    void shouldRefuseWhatItCannotRecordWithoutHarmToTheClient() throws Exception {
        try (RingtailHost host = host()) {
            try (StockTraceCmd record = StockTraceCmd.record(scratch, agent(host), "-e", "nothing:*")) {
                assertThat(record.status()).isNotZero();
                assertThat(record.output()).contains("Failed to receive trace response");
            }
            assertThat(host.daemon().err())
                    .contains("no registered event matches -e nothing:*: start the application first");
            assertThat(recordings(host)).isZero();
        }
    }

    @Test
    void shouldSendTheRestWhenTheDaemonStops() throws Exception {
        try (RingtailHost host = host()) {
            load(host, 1);
            try (StockTraceCmd record = record(host, "stopped", "-e", "load")) {
                load(host, 100);
                host.daemon().terminate();
                assertThat(host.daemon().status()).isZero();
                record.finish();
            }
            assertThat(report("stopped")).hasSize(200);
        }
    }

    private static RingtailHost host(String... options) throws Exception {
        return new RingtailHost(
                Stream.concat(Stream.of("--mode", "discard", "--agent", "127.0.0.1:0"), Stream.of(options))
                        .toArray(String[]::new));
    }

    /** The agent's address as trace-cmd takes it: without the brackets of IPv6. */
    private static String agent(RingtailHost host) throws IOException {
        return Files.readAllLines(host.directory().resolve("address")).stream()
                .filter(line -> line.startsWith("agent="))
                .findFirst()
                .orElseThrow()
                .substring("agent=".length())
                .replaceAll("[\\[\\]]", "");
    }

    /** Starts a recording, and waits until it has begun. */
    private StockTraceCmd record(RingtailHost host, String name, String... arguments) throws Exception {
        int before = recordings(host);
        StockTraceCmd record =
                StockTraceCmd.record(Files.createDirectory(scratch.resolve(name)), agent(host), arguments);
        Eventually.until(
                "trace-cmd records",
                () -> recordings(host) > before && record.output().contains("Hit Ctrl^C"));
        return record;
    }

    private static int recordings(RingtailHost host) throws Exception {
        return host.get("/stats").split("\"path\":\"/agent\"", -1).length - 1;
    }

    private static long descriptors(RingtailHost host) throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/" + host.daemon().pid() + "/fd"))) {
            return open.count();
        }
    }

    private static void load(RingtailHost host, int count) throws Exception {
        host.run("load", "--dir", host.dir(), "--threads", "2", "--count", "" + count);
    }

    private Path file(String name) {
        Path ipv6 = scratch.resolve(name).resolve("trace-::1.dat");
        return Files.exists(ipv6) ? ipv6 : ipv6.resolveSibling("trace-127.0.0.1.dat");
    }

    private List<String> report(String name) throws Exception {
        return lines(file(name));
    }

    private List<String> lines(Path file) throws Exception {
        RingtailProcess.Ended ended = WarmCommands.run("report", file.toString());
        assertThat(ended.err()).isEmpty();
        return ended.out().lines().toList();
    }

    /** The report of all that the rings hold. */
    private List<String> everything(RingtailHost host) throws Exception {
        Path file = scratch.resolve("everything.dat");
        RingtailProcess.Ended ended = WarmCommands.run(
                "record", "--dir", host.dir(), "--from", "oldest", "--duration", "200ms", "-o", "" + file);
        assertThat(ended.status()).as(ended.err()).isZero();
        return lines(file);
    }

    /** The lines without names of threads, which an agent's file does not have for threads that began later. */
    private static List<String> unnamed(List<String> lines) {
        return lines.stream()
                .map(line -> line.replaceFirst("^.*?-(\\d+ +\\[)", "$1"))
                .toList();
    }

    private static String cpu(String line) {
        Matcher cpu = Pattern.compile("\\[(\\d+)\\]").matcher(line);
        return cpu.find() ? cpu.group(1) : "";
    }
}
