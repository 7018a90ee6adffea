package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Applications that are killed one after another while they attach or write, and the healthy one that comes next. */
@Timeout(120)
@Tag("extensive")
@Tag("once")
final class KilledApplicationsTest {
    private static final int KILLED = 8;
    private static final int THREADS = 4;
    private static final int EVENTS = 995;
    private static final int LONGEST_LIFE_MS = 1500;

    private final Random random = StormChoices.of(KILLED + " killed");

    @TempDir
    private Path scratch;

    @Test
    void shouldRecordAllOfAHealthyApplicationAfterEightWereKilled() throws Exception {
        Path file = scratch.resolve("trace.dat");
        try (RingtailHost host = new RingtailHost("--buffer-size", "1m")) {
            killInALoop(host);
            try (RingtailProcess record = host.start("record", "--dir", host.dir(), "-o", file.toString())) {
                Eventually.until("it records", () -> host.streams() == 1);
                assertThat(host.run("load", "--dir", host.dir(), "--threads", "1", "--count", "" + EVENTS))
                        .contains("\"emitted\":" + EVENTS + ",\"dropped\":0");
                awaitAllRead(host);
                // The daemon's end is the stream's last frame: everything in flight comes before it.
                host.daemon().terminate();
                assertThat(record.status()).as(record.err()).isEqualTo(1);
                assertThat(record.err()).contains("contains the events received before");
            }
            assertThat(host.daemon().err()).doesNotContain("ERROR", "Exception");
        }
        RingtailProcess.Ended report = WarmCommands.run("report", "--json", file.toString());
        assertThat(report.err()).isEmpty();
        assertThat(report.out().lines().filter(line -> line.contains("\"event\":\"load:tick\"")))
                .hasSize(EVENTS);
        assertThat(report.out()).doesNotContain("\"lost\":");
    }

    private static void awaitAllRead(RingtailHost host) throws Exception {
        try {
            Eventually.until("all is read", () -> host.sum("read_events") >= EVENTS);
        } catch (AssertionError e) {
            throw new AssertionError(host.get("/stats") + host.daemon().err(), e);
        }
    }

    private void killInALoop(RingtailHost host) throws Exception {
        List<CountingClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < KILLED; i++) {
                CountingClient client = CountingClient.start(host, List.of(), i * THREADS, THREADS);
                clients.add(client);
                client.attach();
                client.go();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1 + random.nextInt(LONGEST_LIFE_MS)));
                client.close();
            }
        } finally {
            clients.forEach(CountingClient::close);
        }
    }
}
