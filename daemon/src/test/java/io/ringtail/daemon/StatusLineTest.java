package io.ringtail.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.daemon.life.DaemonEnd;
import io.ringtail.daemon.life.Health;
import io.ringtail.daemon.systemd.NotifyReceiver;
import io.ringtail.daemon.systemd.ServiceNotifier;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code systemctl status} shows, over a clock that the test moves. */
@Timeout(60)
final class StatusLineTest {
    @TempDir
    private Path dir;

    private final Health health = new Health();
    private String problem = "";
    private String line = "Serving 1";
    private long nowNs = 1;

    @Test
    void shouldSendWhatHasChanged() throws Exception {
        String socket = dir.resolve("notify").toString();
        health.addReady("rings", () -> problem);
        try (NotifyReceiver manager = new NotifyReceiver(socket);
                ServiceNotifier notifier = ServiceNotifier.open(Map.of("NOTIFY_SOCKET", socket), new DaemonEnd())) {
            StatusLine status = new StatusLine(notifier, health, () -> nowNs);
            assertThat(status.doWork()).as("before it serves").isZero();
            status.serve(() -> line);
            status.doWork();
            pass(status);
            line = "Serving 2";
            assertThat(status.doWork()).as("within five seconds").isZero();
            pass(status);
            problem = "no CPU's ring is online";
            pass(status);
            assertThat(manager.next()).isEqualTo("STATUS=Serving 1");
            assertThat(manager.next()).isEqualTo("STATUS=Serving 2");
            assertThat(manager.next()).isEqualTo("STATUS=Not ready: [-]rings failed: no CPU's ring is online");
        }
    }

    private void pass(StatusLine status) {
        nowNs += TimeUnit.SECONDS.toNanos(5);
        status.doWork();
    }
}
