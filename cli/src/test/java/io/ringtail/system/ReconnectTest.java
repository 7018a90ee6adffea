package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code tail} and {@code record} with {@code --reconnect}, whose daemon is killed and comes back. In overwrite mode, a
 * writer that a busy machine suspends within an event for 50 ms would cost that event.
 */
@Timeout(120)
final class ReconnectTest {
    private static final int KILLS = 3;

    @TempDir
    private Path scratch;

    @Test
    @Tag("extensive")
    @Tag("once")
    void shouldHaveEachEventOnceThoughTheDaemonIsKilled() throws Exception {
        Path recorded = scratch.resolve("record.dat");
        try (RingtailHost host = new RingtailHost("--mode", "discard", "--buffer-size", "16m");
                RingtailProcess tail =
                        host.start("tail", "--dir", host.dir(), "--from", "oldest", "--reconnect", "60s");
                RingtailProcess record =
                        host.start("record", "--dir", host.dir(), "--reconnect", "60s", "-o", recorded.toString())) {
            Ticks ticks = new Ticks(tail);
            Eventually.until("both are there", () -> host.streams() == 2);
            int beforeTheLastKill = 0;
            for (int kill = 0; kill < KILLS; kill++) {
                try (RingtailProcess load = load(host)) {
                    int before = ticks.count();
                    Eventually.until("events come", () -> ticks.count() > before + 500);
                    beforeTheLastKill = ticks.count();
                    host.kill();
                    host.restart();
                    Eventually.until("both are back", () -> host.streams() == 2);
                    int after = ticks.count();
                    Eventually.until("events come again", () -> ticks.count() > after + 500);
                    load.terminate();
                    load.status();
                }
            }
            long written = host.sum("written");
            Eventually.until("the tail has all", () -> ticks.count() == written);
            tail.terminate();
            record.terminate();
            assertThat(tail.status()).isZero();
            assertThat(record.status()).isZero();
            assertThat(tail.err().lines().filter(line -> line.contains("is back: resuming")))
                    .hasSize(KILLS);
            assertThat(ticks.problems()).isEmpty();
            String report = WarmCommands.run("report", recorded.toString()).out();
            assertThat(report).doesNotContain("EVENTS DROPPED");
            Ticks again = new Ticks();
            report.lines().filter(line -> !line.startsWith("cpus=")).forEach(again::take);
            assertThat(again.problems()).isEmpty();
            assertThat(again.count()).isBetween(beforeTheLastKill, (int) written);
        }
    }

    @Test
    void shouldSayThatTheDaemonHasNotComeBackOrHasAnotherBuffer() throws Exception {
        try (RingtailHost host = new RingtailHost();
                RingtailProcess impatient =
                        host.start("tail", "--dir", host.dir(), "--from", "oldest", "--reconnect", "1s");
                RingtailProcess patient =
                        host.start("tail", "--dir", host.dir(), "--from", "oldest", "--reconnect", "60s")) {
            host.run("load", "--dir", host.dir(), "--count", "1");
            assertThat(impatient.out().readLine()).contains("tick:");
            assertThat(patient.out().readLine()).contains("tick:");
            host.kill();
            assertThat(impatient.status()).isEqualTo(1);
            assertThat(impatient.err()).contains("ringtail: the daemon has not returned within 1 s");
            Files.delete(host.directory().resolve("buffer"));
            host.restart();
            assertThat(patient.status()).isEqualTo(1);
            assertThat(patient.err()).contains("answers 410: the positions refer to another buffer");
        }
    }

    private static RingtailProcess load(RingtailHost host) throws Exception {
        return host.start(
                "load", "--dir", host.dir(), "--threads", "2", "--count", "1000000", "--rate", "2000", "--wait", "30s");
    }
}
