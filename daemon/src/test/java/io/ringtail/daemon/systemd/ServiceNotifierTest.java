package io.ringtail.daemon.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.daemon.life.DaemonEnd;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class ServiceNotifierTest {
    @TempDir
    private Path dir;

    private @Nullable NotifyReceiver manager;

    @AfterEach
    void stopServiceManager() {
        if (manager != null) {
            manager.close();
        }
    }

    @Test
    void shouldTellTheServiceManagerInOrder() throws Exception {
        String path = dir.resolve("notify").toString();
        serveAt(path);
        try (ServiceNotifier notifier = ServiceNotifier.open(Map.of("NOTIFY_SOCKET", path), new DaemonEnd())) {
            notifier.status("starting\nREADY=1");
            notifier.ready();
            notifier.watchdog();
            notifier.stopping();
        }
        assertThat(next()).isEqualTo("STATUS=starting READY=1");
        assertThat(next()).isEqualTo("READY=1");
        assertThat(next()).isEqualTo("WATCHDOG=1");
        assertThat(next()).isEqualTo("STOPPING=1");
    }

    @Test
    void shouldReachAnAbstractSocket() throws Exception {
        String name = "ringtail-test-" + ProcessHandle.current().pid();
        serveAt('\0' + name);
        try (ServiceNotifier notifier = ServiceNotifier.open(Map.of("NOTIFY_SOCKET", "@" + name), new DaemonEnd())) {
            notifier.ready();
        }
        assertThat(next()).isEqualTo("READY=1");
    }

    @Test
    void shouldCutALongStatus() throws Exception {
        String path = dir.resolve("notify").toString();
        serveAt(path);
        try (ServiceNotifier notifier = ServiceNotifier.open(Map.of("NOTIFY_SOCKET", path), new DaemonEnd())) {
            notifier.status("x".repeat(10_000));
        }
        assertThat(next()).isEqualTo("STATUS=" + "x".repeat(200));
    }

    @Test
    void shouldDoNothingWhereNobodyListens() {
        for (String address : List.of("", dir.resolve("missing").toString(), "vsock:2:1234", "/" + "x".repeat(300))) {
            Map<String, String> environment = Map.of("NOTIFY_SOCKET", address);
            try (ServiceNotifier notifier = ServiceNotifier.open(environment, new DaemonEnd())) {
                notifier.ready();
                assertThat(notifier.watchdogIntervalNs()).isZero();
            }
        }
    }

    @Test
    void shouldDoNothingOutsideAService() {
        try (ServiceNotifier notifier = ServiceNotifier.open(Map.of(), new DaemonEnd())) {
            notifier.ready();
            assertThat(notifier.watchdogIntervalNs()).isZero();
        }
    }

    @Test
    void shouldOutliveTheServiceManager() throws Exception {
        String path = dir.resolve("notify").toString();
        serveAt(path);
        try (ServiceNotifier notifier = ServiceNotifier.open(Map.of("NOTIFY_SOCKET", path), new DaemonEnd())) {
            notifier.ready();
            assertThat(next()).isEqualTo("READY=1");
            Objects.requireNonNull(manager).close();
            notifier.watchdog();
            notifier.stopping();
        }
    }

    @Test
    void shouldWatchForHalfTheTimeoutOfItsOwnProcess() {
        String path = dir.resolve("notify").toString();
        serveAt(path);
        String self = Long.toString(ProcessHandle.current().pid());
        assertThat(intervalNs(path, "30000000", self)).isEqualTo(TimeUnit.SECONDS.toNanos(15));
        assertThat(intervalNs(path, "30000000", "1")).isZero();
        assertThat(intervalNs(path, "soon", self)).isZero();
    }

    private static long intervalNs(String path, String micros, String pid) {
        try (ServiceNotifier notifier = ServiceNotifier.open(
                Map.of("NOTIFY_SOCKET", path, "WATCHDOG_USEC", micros, "WATCHDOG_PID", pid), new DaemonEnd())) {
            return notifier.watchdogIntervalNs();
        }
    }

    private @Nullable String next() throws InterruptedException {
        return Objects.requireNonNull(manager).next();
    }

    private void serveAt(String path) {
        manager = new NotifyReceiver(path);
    }
}
