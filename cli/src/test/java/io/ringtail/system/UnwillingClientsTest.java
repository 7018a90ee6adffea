package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * CPUs that come online while one client is stopped, is killed or has just begun to attach; another one writes all the
 * while and loses nothing.
 */
@Timeout(120)
@Tag("extensive")
@Tag("once")
final class UnwillingClientsTest {
    private static final int ALL_CPUS = 8;
    private static final int FIRST_THREADS = 4;
    private static final int THREADS = 16;
    private static final List<String> REGISTERED = List.of();
    private static final long PATIENCE_NS = TimeUnit.MILLISECONDS.toNanos(500);

    @TempDir
    private Path scratch;

    private FakeSysfs sysfs;
    private RingtailHost host;
    private BufferView buffer;
    private CountReader reader;
    private CountingClient writing;

    @BeforeEach
    void startWithFourCpus() throws Exception {
        sysfs = new FakeSysfs(scratch, "0-7", "0-3");
        host = new RingtailHost("--sysfs", sysfs.root(), "--mode", "discard", "--buffer-size", "4m");
        buffer = BufferView.of(host.directory().resolve("buffer"));
        reader = new CountReader(host);
        writing = CountingClient.start(host, REGISTERED, 0, FIRST_THREADS).ready();
        Eventually.until("four CPUs", () -> host.online().size() == 4);
        // Events dropped before the tail attaches are not reported to it.
        Eventually.until("a receiver", () -> host.get("/stats").contains("\"sessions\":[{"));
        writing.go();
        Eventually.until("events", () -> reader.total() > 0);
    }

    @AfterEach
    void end() throws Exception {
        writing.close();
        reader.close();
        host.close();
    }

    @Test
    void shouldNotWaitForAStoppedClientThatHasMappedAhead() throws Exception {
        try (CountingClient stopped = CountingClient.start(host, REGISTERED, 100, THREADS)) {
            stopWhenMappedAhead(stopped);
            announceAllCpusWithout(stopped);
            Eventually.until("online", () -> host.online().size() == ALL_CPUS);
            assertThat(buffer.behind()).containsExactly(stopped.process().pid());
            assertThat(host.daemon().err()).doesNotContain("answer");
            goOnWith(stopped);
        }
    }

    @Test
    void shouldPassOverAStoppedClientThatCouldNotMapAhead() throws Exception {
        try (CountingClient stopped = CountingClient.start(host, REGISTERED, 100, THREADS)) {
            stopWhenMappedAhead(stopped);
            buffer.takeBackMappedAhead(stopped.process().pid());
            long beganNs = System.nanoTime();
            announceAllCpusWithout(stopped);
            awaitWriting();
            Eventually.until("online all the same", () -> host.online().size() == ALL_CPUS);
            assertThat(System.nanoTime() - beganNs).isGreaterThan(PATIENCE_NS);
            assertThat(host.daemon().err()).contains("answer");
            assertThat(buffer.behind()).containsExactly(stopped.process().pid());
            goOnWith(stopped);
        }
    }

    private void stopWhenMappedAhead(CountingClient client) throws Exception {
        int pid = client.ready().process().pid();
        Eventually.until("all rings mapped", () -> buffer.hasMappedAhead(pid));
        client.process().signal("STOP");
    }

    private void goOnWith(CountingClient stopped) throws Exception {
        stopped.process().signal("CONT");
        Eventually.until("it has caught up", () -> buffer.behind().isEmpty());
        stopped.go();
        awaitEventsOfASecondClient();
        finish(writing, stopped);
    }

    @Test
    void shouldNotWaitForAClientThatIsKilledInTheMiddle() throws Exception {
        try (CountingClient killed = CountingClient.start(host, CountingClient.ON_EIGHT_CPUS, 100, THREADS)) {
            int pid = killed.ready().process().pid();
            killed.process().signal("STOP");
            announceAllCpusWithout(killed);
            killed.process().signal("KILL");
            Eventually.until("online", () -> host.online().size() == ALL_CPUS);
            Eventually.until("its record is free", () -> !buffer.acknowledged().containsKey(pid));
            awaitWriting();
            finish(writing);
        }
    }

    @Test
    void shouldServeAClientThatAttachesWhileACpuWaits() throws Exception {
        // Neither is registered for membarrier: one delays the CPUs, the other needs its own barrier.
        try (CountingClient holding = CountingClient.start(host, CountingClient.ON_EIGHT_CPUS, 100, 1);
                CountingClient late = CountingClient.start(host, CountingClient.ON_EIGHT_CPUS, 200, THREADS)) {
            holding.ready().process().signal("STOP");
            announceAllCpusWithout(holding);
            late.attach();
            late.ready().go();
            awaitEventsOfASecondClient();
            holding.process().signal("CONT");
            Eventually.until("online", () -> host.online().size() == ALL_CPUS);
            Eventually.until("all have caught up", () -> buffer.behind().isEmpty());
            Eventually.until("events on each CPU", () -> reader.cpus() == ALL_CPUS);
            finish(writing, late);
        }
    }

    private void announceAllCpusWithout(CountingClient client) throws Exception {
        sysfs.online("0-7");
        Eventually.until("prepared", () -> buffer.prepared().cardinality() == ALL_CPUS);
        Eventually.until(
                "all others have answered",
                () -> buffer.behind().equals(Set.of(client.process().pid())));
    }

    private void awaitWriting() throws Exception {
        long before = reader.total();
        Eventually.until("writing goes on", () -> reader.total() > before);
    }

    private void awaitEventsOfASecondClient() throws Exception {
        Eventually.until("a second client's events", () -> reader.total() > 0 && reader.writers() > FIRST_THREADS);
    }

    private void finish(CountingClient... clients) throws Exception {
        TreeMap<Long, Long> written = new TreeMap<>();
        for (CountingClient client : clients) {
            client.stop();
            client.awaitEnd();
            written.putAll(client.written());
        }
        reader.finish(written, host.sum("dropped"));
        assertThat(host.daemon().err()).doesNotContain("ERROR", "Exception");
    }
}
