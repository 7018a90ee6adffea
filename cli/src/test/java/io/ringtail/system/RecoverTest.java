package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code recover} after everything was killed, and on a copy taken while four threads wrote. */
@Tag("once")
@Timeout(180)
@Tag("extensive")
final class RecoverTest {
    private static final Pattern EVENT = Pattern.compile("\\{\"ts\":(\\d+),\"cpu\":(\\d+),\"tid\":(\\d+),.*");
    private static final Pattern TICK = Pattern.compile(
            ".*\"event\":\"load:tick\",\"fields\":\\{\"seq\":(\\d+),\"thread\":\\d+,\"note\":\"x*\"\\}\\}");
    private static final Pattern LOSS = Pattern.compile("\\{\"cpu\":(\\d+),\"lost\":\\d+\\}");
    private static final String THREADS = "4";
    private static final boolean REQUIRED = "1".equals(System.getenv("RINGTAIL_REQUIRE_TRACE_CMD"));

    @TempDir
    private Path scratch;

    /** The time from which each CPU's history is complete, ns. */
    private final Map<Integer, Long> wholeSince = new HashMap<>();

    /** An event of the report. */
    private record Event(long ts, int cpu, long tid, long seq) {}

    @Test
    void shouldRecoverAllButTheEventThatEachKilledThreadWasWriting() throws Exception {
        try (RingtailHost host = new RingtailHost("--buffer-size", "1m")) {
            try (RingtailProcess load = load(host)) {
                awaitEvents(host, 100_000);
                assertThat(load.isAlive()).isTrue();
            }
            host.daemon().close();
            awaitEnd(host.daemon());
            Path buffer = host.directory().resolve("buffer");
            String account = recover(buffer);
            assertThat(account).contains("\"live\":false").contains("\"damaged\":0");
            assertThat(RingtailHost.number(account, "repaired")).isLessThanOrEqualTo(4);
            List<Event> events = report();
            assertThat(events.size() + RingtailHost.number(account, "repaired"))
                    .isEqualTo(RingtailHost.number(account, "events"));
            assertNoGaps(events, account);
            assertThat(traceCmd()).isEqualTo(text());
        }
    }

    @Test
    void shouldRecoverACopyTakenWhileEverybodyWrites() throws Exception {
        try (RingtailHost host = new RingtailHost("--buffer-size", "1m");
                RingtailProcess load = load(host)) {
            awaitEvents(host, 100_000);
            Path copy = scratch.resolve("copy");
            Files.copy(host.directory().resolve("buffer"), copy);
            String account = recover(copy);
            assertThat(load.isAlive()).isTrue();
            assertThat(account).contains("\"live\":false");
            List<Event> events = report();
            assertThat(events.size()).isGreaterThan(5000);
            assertThat(traceCmd()).isEqualTo(text());
        }
    }

    @Test
    void shouldReadABufferThatADaemonStillServes() throws Exception {
        try (RingtailHost host = new RingtailHost()) {
            host.run("load", "--dir", host.dir(), "--threads", THREADS, "--count", "1000");
            String account = recover(host.directory().resolve("buffer"));
            assertThat(account).contains("\"daemon_alive\":true");
            assertThat(RingtailHost.number(account, "events")).isEqualTo(4000);
            assertThat(report()).hasSize(4000);
            assertThat(host.daemon().isAlive()).isTrue();
        }
    }

    @Test
    void shouldSayInOneLineWhatCannotBeRecovered() throws Exception {
        Path any = Files.writeString(scratch.resolve("any"), "no buffer at all".repeat(100));
        for (String buffer : List.of(any.toString(), scratch.toString(), "/nowhere/buffer")) {
            RingtailProcess.Ended ended = RingtailProcess.run(scratch, "recover", buffer, "-o", file().toString());
            assertThat(ended.status()).isEqualTo(1);
            assertThat(ended.err().lines()).hasSize(1).allMatch(line -> line.startsWith("ringtail: "));
        }
        try (Stream<Path> files = Files.list(scratch)) {
            assertThat(files.filter(path -> path.toString().contains("trace.dat")))
                    .isEmpty();
        }
    }

    private RingtailProcess load(RingtailHost host) throws IOException {
        return host.start("load", "--dir", host.dir(), "--threads", THREADS, "--count", "2000000000");
    }

    private static void awaitEvents(RingtailHost host, long events) throws Exception {
        Eventually.until("events are written", () -> host.sum("written") >= events);
    }

    private static void awaitEnd(RingtailProcess process) throws Exception {
        assertThat(process.status()).isNotZero();
    }

    private Path file() {
        return scratch.resolve("trace.dat");
    }

    private String recover(Path buffer) throws Exception {
        Path cache = scratch.resolve("cache");
        RingtailProcess.Ended ended;
        try (RingtailProcess process = RingtailProcess.startBehind(
                List.of("env", "XDG_CACHE_HOME=" + cache),
                scratch,
                "recover",
                buffer.toString(),
                "--json",
                "-o",
                file().toString())) {
            ended = process.ended();
        }
        assertThat(cache)
                .as("where JNA unpacks itself if it is not told otherwise")
                .doesNotExist();
        assertThat(ended.err()).isEmpty();
        assertThat(ended.status()).isZero();
        return ended.out();
    }

    private List<Event> report() throws Exception {
        List<Event> events = new ArrayList<>();
        Map<Integer, Long> timeByCpu = new HashMap<>();
        wholeSince.clear();
        for (String line : run("report", "--json", file().toString()).lines().toList()) {
            Matcher event = EVENT.matcher(line);
            if (!event.matches() || line.contains("\"ringtail:lost\"")) {
                assertThat(line).containsAnyOf("\"lost\":", "\"ringtail:lost\"");
                Matcher loss = LOSS.matcher(line);
                if (loss.matches()) {
                    wholeSince.remove(Integer.parseInt(loss.group(1)));
                }
                continue;
            }
            Matcher tick = TICK.matcher(line);
            assertThat(tick.matches()).as(line).isTrue();
            long ts = Long.parseLong(event.group(1));
            int cpu = Integer.parseInt(event.group(2));
            Long before = timeByCpu.put(cpu, ts);
            assertThat(before == null || before <= ts).as(line).isTrue();
            wholeSince.putIfAbsent(cpu, ts);
            events.add(new Event(ts, cpu, Long.parseLong(event.group(3)), Long.parseLong(tick.group(1))));
        }
        return events;
    }

    /**
     * Checks that from the time a CPU's history is complete, no thread's sequence has a gap. A sub-buffer held by a
     * thread without a core stays while newer ones are overwritten, so losses may follow the oldest events.
     */
    private void assertNoGaps(List<Event> events, String account) {
        long since =
                wholeSince.values().stream().mapToLong(Long::longValue).max().orElse(0);
        Map<Long, Event> lastByTid = new HashMap<>();
        for (Event event : events) {
            Event before = lastByTid.put(event.tid(), event);
            if (before != null) {
                boolean follows = event.seq() == before.seq() + 1;
                boolean mayLack = before.ts() <= since && event.seq() > before.seq();
                assertThat(follows || mayLack)
                        .as("%s behind %s, %s", event, before, account)
                        .isTrue();
            }
        }
        // The history spans a few milliseconds: a thread that waits that long for a core does not appear in it.
        assertThat(lastByTid).hasSizeBetween(1, 4);
    }

    private String run(String... command) throws Exception {
        RingtailProcess.Ended ended = WarmCommands.run(command);
        assertThat(ended.err()).isEmpty();
        assertThat(ended.status()).isZero();
        return ended.out();
    }

    private List<String> text() throws Exception {
        return run("report", file().toString()).lines().toList();
    }

    private List<String> traceCmd() throws Exception {
        try {
            Process process = new ProcessBuilder("trace-cmd", "report", "-t", "-i", file().toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).isZero();
            return out.lines().filter(line -> !line.startsWith("cpus=")).toList();
        } catch (IOException missing) {
            assumeTrue(REQUIRED, "trace-cmd is missing");
            throw missing;
        }
    }
}
