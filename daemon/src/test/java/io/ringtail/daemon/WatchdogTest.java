package io.ringtail.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.daemon.life.DaemonEnd;
import io.ringtail.daemon.life.Health;
import io.ringtail.daemon.life.LoopPulses;
import io.ringtail.daemon.life.Pulse;
import io.ringtail.daemon.systemd.NotifyReceiver;
import io.ringtail.daemon.systemd.ServiceNotifier;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The signs of life that a service manager's socket receives, over a clock that the test moves. */
@Timeout(60)
class WatchdogTest {
    private static final long TIMEOUT_S = 60;

    @TempDir
    private Path dir;

    /** The loop reads it, too. */
    private final AtomicLong nowNs = new AtomicLong(1);

    private final Health health = new Health();
    private String problem = "";
    private NotifyReceiver manager;
    private ServiceNotifier notifier;
    private Watchdog watchdog;

    @BeforeEach
    void connect() {
        Path socket = dir.resolve("notify");
        manager = new NotifyReceiver(socket.toString());
        notifier = ServiceNotifier.open(
                Map.of(
                        "NOTIFY_SOCKET",
                        socket.toString(),
                        "WATCHDOG_USEC",
                        Long.toString(TimeUnit.SECONDS.toMicros(TIMEOUT_S))),
                new DaemonEnd());
        watchdog = new Watchdog(notifier, health, nowNs::get);
    }

    @AfterEach
    void close() {
        notifier.close();
        manager.close();
    }

    @Test
    void shouldSignAtHalfTheTimeout() throws Exception {
        pass(29);
        assertSilent();
        pass(1);
        assertThat(manager.next()).isEqualTo("WATCHDOG=1");
        pass(29);
        assertSilent();
        pass(1);
        assertThat(manager.next()).isEqualTo("WATCHDOG=1");
    }

    @Test
    void shouldFallSilentWhileTheDaemonIsNotLiveAndSignAtOnceWhenItIs() throws Exception {
        health.addLive("conductor", () -> problem);
        pass(30);
        assertThat(manager.next()).isEqualTo("WATCHDOG=1");
        problem = "it has not completed an iteration for 11 s";
        for (int i = 0; i < 2 * TIMEOUT_S; i++) {
            pass(1);
        }
        assertSilent();
        problem = "";
        pass(1);
        assertThat(manager.next()).isEqualTo("WATCHDOG=1");
    }

    /** A restart would help neither a CPU without a ring nor a conductor's duty that fails again and again. */
    @Test
    void shouldSignForADaemonThatIsLiveButNotReady() throws Exception {
        health.addReady("rings", () -> "no CPU is online");
        pass(30);
        assertThat(health.ready().ok()).isFalse();
        assertThat(manager.next()).isEqualTo("WATCHDOG=1");
    }

    @Test
    void shouldFallSilentWhenTheConductorStandsStill() throws Exception {
        Pulse pulse = new Pulse(nowNs::get);
        health.addLive("conductor", pulse::problem);
        pulse.beat();
        pass(30);
        assertSilent();
        pulse.beat();
        pass(0);
        assertThat(manager.next()).isEqualTo("WATCHDOG=1");
    }

    @Test
    void shouldFallSilentWhenAListenersLoopStandsStill() throws Exception {
        ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();
        try {
            CountDownLatch held = new CountDownLatch(1);
            loop.execute(() -> await(held));
            health.addLive("http", new LoopPulses(List.of(loop), nowNs::get)::problem);
            pass(30);
            assertSilent();
            held.countDown();
            untilLive();
            pass(0);
            assertThat(manager.next()).isEqualTo("WATCHDOG=1");
        } finally {
            loop.shutdownNow();
        }
    }

    private void untilLive() throws InterruptedException {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!health.live().ok()) {
            assertThat(System.nanoTime() - deadlineNs)
                    .as("the loop beats again")
                    .isNegative();
            Thread.sleep(20);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pass(long seconds) {
        nowNs.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
        watchdog.doWork();
    }

    /** Messages arrive in order, so one that follows shows that none came before it. */
    private void assertSilent() throws InterruptedException {
        notifier.status("mark");
        assertThat(manager.next()).isEqualTo("STATUS=mark");
    }
}
