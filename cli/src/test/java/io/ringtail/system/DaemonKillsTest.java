package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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

/**
 * A daemon that is killed at random moments while CPUs come and go; its clients continue to write, and nothing is lost.
 */
@Timeout(120)
@Tag("extensive")
@Tag("once")
final class DaemonKillsTest {
    private static final int KILLS = 3;
    private static final int CPUS = 8;
    private static final int THREADS = 16;
    private static final int LONGEST_LIFE_MS = 500;
    /**
     * Slow enough that all events of the test's two minutes fit into one CPU's ring, however long the daemons take to
     * start.
     */
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Random random = StormChoices.of(KILLS + " kills");

    @TempDir
    private Path scratch;

    @Test
    void shouldKeepHistoryAndBringUpEveryCpuHoweverOftenTheDaemonIsKilled() throws Exception {
        FakeSysfs sysfs = new FakeSysfs(scratch, "0-7", "0");
        try (RingtailHost host = new RingtailHost(
                        RingtailHost.BUSY, "--sysfs", sysfs.root(), "--mode", "discard", "--buffer-size", "32m");
                CountingClient one = start(host, List.of(), 0);
                CountingClient two = start(host, CountingClient.ON_EIGHT_CPUS, THREADS)) {
            BufferView buffer = BufferView.of(host.directory().resolve("buffer"));
            one.ready().go();
            two.ready().go();
            for (int i = 0; i < KILLS; i++) {
                sysfs.online("0-" + random.nextInt(CPUS));
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(LONGEST_LIFE_MS)));
                host.kill();
                long before = buffer.reserved(0);
                Eventually.until("writing goes on without a daemon", () -> buffer.reserved(0) != before);
                host.restart();
            }
            sysfs.online("0-7");
            Eventually.until("all CPUs are online", () -> host.online().size() == CPUS);
            Eventually.until("all clients acknowledged", () -> buffer.behind().isEmpty());
            assertThat(buffer.acknowledged()).hasSize(2);
            for (int i = 0; i < CPUS; i++) {
                int cpu = i;
                Eventually.until("events on CPU " + cpu, () -> buffer.reserved(cpu) != 0);
            }
            check(host, one, two);
        }
    }

    private static CountingClient start(RingtailHost host, List<String> options, int firstThread) throws Exception {
        return CountingClient.startPaced(host, options, firstThread, THREADS, PAUSE_NS);
    }

    private static void check(RingtailHost host, CountingClient one, CountingClient two) throws Exception {
        Map<Long, Long> written = new TreeMap<>();
        for (CountingClient client : List.of(one, two)) {
            client.stop();
            client.awaitEnd();
            written.putAll(client.written());
            assertThat(client.refused())
                    .as("dropped %s, no slot %s", host.sum("dropped"), host.sum("no_slot"))
                    .isZero();
        }
        try (CountReader reader = new CountReader(host)) {
            reader.finish(written, 0);
            assertThat(reader.byCpu()).hasSize(CPUS);
        }
        assertThat(host.daemon().err()).doesNotContain("ERROR", "Exception");
    }
}
