package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A daemon that is killed or stopped while applications write: they continue, and nothing is lost. */
@Timeout(120)
@Tag("extensive")
final class DaemonDeathTest {
    private static final int THREADS = 2;
    private static final int COUNT = 15_000;
    private static final int KILLS = 3;

    @TempDir
    private Path scratch;

    @Test
    void shouldLoseNothingWhenDaemonsAreKilledUnderWriters() throws Exception {
        try (RingtailHost host = new RingtailHost(RingtailHost.BUSY, "--buffer-size", "16m");
                RingtailProcess load = load(host)) {
            for (int kill = 1; kill <= KILLS; kill++) {
                long written = kill * 2000L;
                Eventually.until("more is written", () -> host.sum("written") >= written);
                host.kill();
                host.restart();
            }
            assertThat(load.ended().out()).contains("\"emitted\":" + THREADS * COUNT + ",\"dropped\":0");
            assertDelivered(host);
        }
    }

    @Test
    void shouldLoseNothingWhileTheDaemonIsStopped() throws Exception {
        try (RingtailHost host = new RingtailHost(RingtailHost.BUSY, "--buffer-size", "16m");
                RingtailProcess load = load(host)) {
            Eventually.until("something is written", () -> host.sum("written") > 0);
            host.daemon().signal("STOP");
            assertThat(load.ended().out()).contains("\"emitted\":" + THREADS * COUNT + ",\"dropped\":0");
            host.daemon().signal("CONT");
            assertDelivered(host);
        }
    }

    private RingtailProcess load(RingtailHost host) throws Exception {
        return RingtailProcess.start(
                scratch,
                "load",
                "--dir",
                host.dir(),
                "--threads",
                "" + THREADS,
                "--count",
                "" + COUNT,
                "--rate",
                "6000");
    }

    private void assertDelivered(RingtailHost host) throws Exception {
        try (RingtailProcess tail =
                RingtailProcess.start(scratch, "tail", "--json", "--from", "oldest", "--dir", host.dir())) {
            TailedEvents tailed = new TailedEvents(true);
            tailed.read(tail.out(), (long) THREADS * COUNT);
            assertThat(tailed.nextByTid().values()).hasSize(THREADS).containsOnly((long) COUNT);
            assertThat(tailed.lost()).isZero();
        }
    }
}
