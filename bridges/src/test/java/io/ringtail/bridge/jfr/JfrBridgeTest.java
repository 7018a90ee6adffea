package io.ringtail.bridge.jfr;

import static io.ringtail.bridge.TestDaemon.number;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.bridge.WithDaemon;
import io.ringtail.client.Tracer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
@SuppressWarnings("NullAway.Init")
final class JfrBridgeTest extends WithDaemon {
    /** What a start may differ from the caller's own clock; a thread may also be interrupted between the two. */
    private static final long TOLERANCE_NS = TimeUnit.MILLISECONDS.toNanos(2);

    private JfrBridge bridge;

    @BeforeEach
    void start() throws Exception {
        Tracer tracer = daemon.tracer();
        JfrBridge bridge = JfrBridge.start(tracer, Duration.ofMillis(20));
        this.bridge = bridge;
        assertThat(bridge.isRunning()).isTrue();
        daemon.awaitReady();
    }

    @AfterEach
    void stop() {
        bridge.close();
    }

    /** Returns the first event of a thread's. */
    private String first(String name, String thread) throws Exception {
        return daemon.await("jvm", events -> events.stream().anyMatch(event -> is(event, name, thread))).stream()
                .filter(event -> is(event, name, thread))
                .findFirst()
                .orElseThrow();
    }

    private static boolean is(String event, String name, String thread) {
        return event.startsWith(name + '{') && event.contains("\"thread\":\"" + thread + '"');
    }

    @Test
    void shouldWriteCollectionsSafepointsAndTheirOperations() throws Exception {
        long before = System.nanoTime();
        System.gc();
        long after = System.nanoTime();

        List<String> events = daemon.await(
                "jvm",
                written -> written.stream().anyMatch(event -> event.startsWith("gc{") && event.contains("System.gc()"))
                        && written.stream().anyMatch(event -> event.startsWith("gc_pause{"))
                        && written.stream().anyMatch(event -> event.startsWith("safepoint{"))
                        && written.stream().anyMatch(event -> event.startsWith("vm_operation{")));
        String gc = events.stream()
                .filter(event -> event.startsWith("gc{") && event.contains("System.gc()"))
                .findFirst()
                .orElseThrow();
        long start = number(gc, "start_ns");
        long duration = number(gc, "duration_ns");
        assertThat(start).isBetween(before - TOLERANCE_NS, after);
        assertThat(start + duration).isBetween(before, after + TOLERANCE_NS);
        assertThat(number(gc, "pauses_ns")).isPositive().isLessThanOrEqualTo(duration + TOLERANCE_NS);
        assertThat(events)
                .filteredOn(event -> event.startsWith("safepoint{"))
                .allSatisfy(event -> assertThat(number(event, "duration_ns")).isPositive());
    }

    @Test
    void shouldWriteParksOnTheClockOfTheRings() throws Exception {
        long[] times = new long[2];
        Thread parked = new Thread(
                () -> {
                    times[0] = System.nanoTime();
                    LockSupport.parkNanos(times, TimeUnit.MILLISECONDS.toNanos(200));
                    times[1] = System.nanoTime();
                },
                "parked");
        parked.start();
        parked.join();
        String park = first("park", "parked");

        assertThat(number(park, "start_ns")).isBetween(times[0] - TOLERANCE_NS, times[1] - 100_000_000);
        assertThat(number(park, "start_ns") + number(park, "duration_ns"))
                .isBetween(times[0] + 100_000_000, times[1] + TOLERANCE_NS);
        assertThat(number(park, "tid")).isPositive();
        assertThat(park).contains("\"parked_class\":\"[J\"");
    }

    @Test
    void shouldWriteWaitsForMonitors() throws Exception {
        Object monitor = new Object();
        Thread waiting = new Thread(
                () -> {
                    synchronized (monitor) {
                        try {
                            TimeUnit.NANOSECONDS.timedWait(monitor, TimeUnit.MILLISECONDS.toNanos(50));
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    }
                },
                "waiting");
        Thread entering;
        synchronized (monitor) {
            entering = new Thread(
                    () -> {
                        synchronized (monitor) {
                            monitor.notifyAll();
                        }
                    },
                    "entering");
            entering.start();
            while (entering.getState() != Thread.State.BLOCKED) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        entering.join();
        waiting.start();
        waiting.join();

        assertThat(first("monitor_enter", "entering"))
                .contains("\"monitor_class\":\"java.lang.Object\"")
                .contains("\"previous_owner\":\"" + Thread.currentThread().getName() + '"');
        assertThat(first("monitor_wait", "waiting")).contains("\"timed_out\":true");
    }

    @Test
    void shouldEndItsThreadAndWriteNothingOnceClosed() throws Exception {
        first("monitor_wait", anyWait());
        bridge.close();
        bridge.close();

        assertThat(bridge.isRunning()).isFalse();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().startsWith("JFR Event Stream"))) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private static String anyWait() throws Exception {
        Thread waiting = new Thread(
                () -> {
                    Object monitor = new Object();
                    synchronized (monitor) {
                        try {
                            TimeUnit.NANOSECONDS.timedWait(monitor, TimeUnit.MILLISECONDS.toNanos(30));
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    }
                },
                "any");
        waiting.start();
        waiting.join();
        return "any";
    }

    @Test
    void shouldContinueWhenTheTracerIsClosed() throws Exception {
        daemon.tracer().close();
        anyWait();

        assertThat(bridge.isRunning()).isTrue();
    }
}
