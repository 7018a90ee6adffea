package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Readers that existed before a CPU came online, and what they can read after it has gone offline. */
@Timeout(120)
final class NewCpuReadersTest {
    private static final int CPUS = 8;

    @TempDir
    private Path scratch;

    @Test
    @Tag("extensive")
    @Tag("once")
    void shouldShowNewCpusToReadersThatAreAttachedAndKeepTheirHistory() throws Exception {
        FakeSysfs sysfs = new FakeSysfs(scratch, "0-7", "0-1");
        Path file = scratch.resolve("trace.dat");
        try (RingtailHost host = new RingtailHost("--sysfs", sysfs.root(), "--buffer-size", "16m");
                CountReader reader = new CountReader(host);
                RingtailProcess record =
                        host.start("record", "--url", host.url(), "--from", "oldest", "-o", file.toString());
                CountingClient early = CountingClient.startSlow(host, List.of(), 0, 2);
                CountingClient late = CountingClient.startSlow(host, CountingClient.ON_EIGHT_CPUS, 100, 16)) {
            Eventually.until("both read", () -> host.streams() == 2);
            Set<String> streams = host.streamIds();
            early.ready().go();
            Eventually.until("events of the first CPUs", () -> reader.total() > 0);
            late.ready().go();
            Eventually.until("events of all CPUs", () -> reader.cpus() == CPUS);
            Map<Long, Long> written = new TreeMap<>(ended(early));
            written.putAll(ended(late));
            long all = written.values().stream().mapToLong(Long::longValue).sum();
            assertThat(host.streamIds()).as("no receiver has connected again").isEqualTo(streams);
            reader.finishWithLoss(written, 0);
            Eventually.until("the tail has gone", () -> host.streams() == 1);
            Eventually.until("all is recorded", () -> recorded(host) >= all);
            record.terminate();
            assertThat(record.status()).as(record.err()).isZero();
            checkRecording(file, all);
            sysfs.online("0");
            Eventually.until("CPU 1 has gone", () -> !host.online().contains(1));
            checkHistory(host, written);
            sysfs.online("0-7");
            Eventually.until("all CPUs", () -> host.online().size() == CPUS);
            checkHistory(host, written);
        }
    }

    private static Map<Long, Long> ended(CountingClient client) throws Exception {
        client.stop();
        client.awaitEnd();
        assertThat(client.refused()).isZero();
        return client.written();
    }

    /** What was sent to the only remaining receiver, or reported to it as lost. */
    private static long recorded(RingtailHost host) throws Exception {
        String stats = host.get("/stats");
        String session = stats.substring(stats.indexOf("\"sessions\""));
        return RingtailHost.number(session, "events") + RingtailHost.number(session, "lost");
    }

    /** Checks for each event, except those reported as lost because their writers were descheduled for long. */
    private void checkRecording(Path file, long all) throws Exception {
        RingtailProcess.Ended report = WarmCommands.run("report", "--json", file.toString());
        assertThat(report.err()).isEmpty();
        long events = 0;
        long lost = 0;
        Set<Long> cpus = new TreeSet<>();
        for (String line : report.out().lines().toList()) {
            cpus.add(RingtailHost.number(line, "cpu"));
            boolean loss = line.contains("\"lost\":");
            lost += loss ? RingtailHost.number(line, "lost") : 0;
            events += loss ? 0 : 1;
        }
        assertThat(cpus).hasSize(CPUS);
        assertThat(events + lost).isEqualTo(all);
        assertThat(events).isGreaterThan(all - all / 100);
    }

    private static void checkHistory(RingtailHost host, Map<Long, Long> written) throws Exception {
        try (CountReader again = new CountReader(host)) {
            again.finish(written, 0);
            assertThat(again.byCpu()).hasSize(CPUS);
        }
    }
}
