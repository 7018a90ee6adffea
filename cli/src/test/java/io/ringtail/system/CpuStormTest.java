package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** CPUs that come, go and come back in random order while many busy processes write, none of which may notice. */
@Tag("extensive")
final class CpuStormTest {
    private static final long SECONDS = Long.getLong("ringtail.storm.seconds", 5);
    private static final int CLIENTS = 8;
    private static final int THREADS = 50;
    private static final int CPUS = 8;
    private static final long LONGEST_PAUSE_MS = 400;
    /** Costs less to start, and still writes as fast as a reader can follow. */
    private static final String QUICK_START = "-XX:TieredStopAtLevel=1";

    private final Random random = StormChoices.of("storm of " + SECONDS + " s");

    @TempDir
    private Path scratch;

    @Test
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void shouldNeitherLoseNorTearNorRepeatAnEventWhileCpusComeAndGo() throws Exception {
        FakeSysfs sysfs = new FakeSysfs(scratch, "0-7", "0");
        List<CountingClient> clients = new ArrayList<>();
        try (RingtailHost host = new RingtailHost(
                        RingtailHost.BUSY, "--sysfs", sysfs.root(), "--mode", "discard", "--buffer-size", "1m");
                CountReader reader = new CountReader(host)) {
            startAll(host, clients);
            storm(sysfs);
            sysfs.online("0-7");
            BufferView buffer = BufferView.of(host.directory().resolve("buffer"));
            Eventually.until("all CPUs are online", () -> host.online().size() == CPUS);
            Eventually.until("all clients acknowledged", () -> buffer.behind().isEmpty());
            assertThat(buffer.acknowledged()).hasSize(CLIENTS);
            check(host, clients, reader);
        } finally {
            clients.forEach(CountingClient::close);
        }
    }

    private static void startAll(RingtailHost host, List<CountingClient> clients) throws Exception {
        for (int i = 0; i < CLIENTS; i++) {
            // Every other client runs on the CPUs it claims; the rest touch all eight.
            List<String> options = new ArrayList<>(List.of(QUICK_START));
            options.addAll(i % 2 == 0 ? List.of() : CountingClient.ON_EIGHT_CPUS);
            clients.add(CountingClient.start(host, options, i * THREADS, THREADS));
        }
        for (CountingClient client : clients) {
            client.attach();
        }
        for (CountingClient client : clients) {
            client.ready();
        }
        for (CountingClient client : clients) {
            client.go();
        }
    }

    private void storm(FakeSysfs sysfs) throws Exception {
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (System.nanoTime() < endNs) {
            StringBuilder online = new StringBuilder();
            int mask = 1 + random.nextInt((1 << CPUS) - 1);
            for (int cpu = 0; cpu < CPUS; cpu++) {
                if ((mask >>> cpu & 1) != 0) {
                    online.append(online.isEmpty() ? "" : ",").append(cpu);
                }
            }
            sysfs.online(online.toString());
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextLong(LONGEST_PAUSE_MS)));
        }
    }

    private static void check(RingtailHost host, List<CountingClient> clients, CountReader reader) throws Exception {
        Map<Long, Long> written = new TreeMap<>();
        long refused = 0;
        for (CountingClient client : clients) {
            client.stop();
        }
        for (CountingClient client : clients) {
            client.awaitEnd();
            written.putAll(client.written());
            refused += client.refused();
        }
        long all = written.values().stream().mapToLong(Long::longValue).sum();
        System.out.printf("%d events written, %d refused for want of room%n", all, refused);
        assertThat(written).hasSize(CLIENTS * THREADS);
        assertThat(host.sum("written")).isEqualTo(all);
        long dropped = host.sum("dropped");
        long unplaced = RingtailHost.number(host.get("/stats"), "unplaced");
        assertThat(dropped + host.sum("no_slot") + unplaced).isEqualTo(refused);
        reader.finish(written, dropped);
        assertThat(reader.byCpu()).hasSize(CPUS);
        assertThat(host.sum("rerouted")).isPositive();
        assertThat(host.daemon().err()).doesNotContain("ERROR", "Exception");
    }
}
