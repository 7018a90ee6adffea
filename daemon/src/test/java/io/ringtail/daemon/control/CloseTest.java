package io.ringtail.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.client.EventRecord;
import io.ringtail.client.EventType;
import io.ringtail.client.Tracer;
import io.ringtail.daemon.buffer.RingStatistics;
import io.ringtail.proto.layout.ClientDescriptor;
import io.ringtail.proto.layout.ThreadSlotDescriptor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tracers that are closed while their process continues to run. */
@Timeout(240)
class CloseTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int CYCLES = Integer.getInteger("ringtail.close.cycles", 260);

    @TempDir
    Path dir;

    @Test
    @Tag("extensive")
    void shouldLeaveEverythingToOthersHoweverOftenATracerIsConnectedAndClosed() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try (TestDaemon daemon = new TestDaemon(dir)) {
            for (int i = 0; i < CYCLES; i++) {
                Tracer tracer = Tracer.connect(dir);
                EventType tick = register(tracer);
                assertThat(tracer.awaitReady(LIMIT)).isTrue();
                assertThat(pool.submit(() -> tick.begin().u64(1).commit()).get())
                        .isTrue();
                tracer.close();
            }
            Eventually.until("all records are free", () -> recordsInUse(daemon) == 0);
            assertThat(slotsInUse(daemon)).isZero();
            assertThat(daemon.conductor.events().events()).hasSize(2);
            try (Tracer unrelated = Tracer.connect(dir)) {
                EventType tick = register(unrelated);
                assertThat(unrelated.awaitReady(LIMIT)).isTrue();
                for (int i = 0; i < 1000; i++) {
                    assertThat(tick.begin().u64(i).commit()).isTrue();
                }
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void shouldWriteNothingAnyMoreOnceItIsClosed() throws Exception {
        try (TestDaemon daemon = new TestDaemon(dir)) {
            Tracer tracer = Tracer.connect(dir);
            EventType tick = register(tracer);
            assertThat(tracer.awaitReady(LIMIT)).isTrue();
            EventRecord begun = tick.begin().u64(1);
            tracer.close();
            Eventually.until("its record is free", () -> recordsInUse(daemon) == 0);
            assertThat(begun.commit()).isFalse();
            assertThat(tick.isEnabled()).isFalse();
            assertThat(tick.begin().u64(2).commit()).isFalse();
            assertThat(written(daemon)).isZero();
            assertThat(tracer.isAttached()).isFalse();
            assertThat(tracer.snapshot("late")).isFalse();
            assertThat(tracer.awaitReady(LIMIT)).isFalse();
            assertThat(register(tracer).begin().u64(3).commit()).isFalse();
            tracer.close();
            assertThat(conductors()).isZero();
        }
    }

    @Test
    void shouldCloseUnderThreadsThatWriteAndOweNothing() throws Exception {
        try (TestDaemon daemon = new TestDaemon(dir)) {
            for (int round = 0; round < 20; round++) {
                Tracer tracer = Tracer.connect(dir);
                EventType tick = register(tracer);
                assertThat(tracer.awaitReady(LIMIT)).isTrue();
                AtomicBoolean ended = new AtomicBoolean();
                AtomicLong written = new AtomicLong();
                long before = written(daemon);
                List<Thread> threads = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    Thread thread = new Thread(() -> {
                        while (!ended.get()) {
                            if (tick.begin().u64(7).commit()) {
                                written.incrementAndGet();
                            }
                        }
                    });
                    threads.add(thread);
                    thread.start();
                }
                Eventually.until("events", () -> written.get() > 1000);
                tracer.close();
                Eventually.until("its record is free", () -> recordsInUse(daemon) == 0);
                assertThat(intents(daemon)).isZero();
                long atTheEnd = written(daemon);
                ended.set(true);
                for (Thread thread : threads) {
                    thread.join();
                }
                assertThat(written(daemon)).isEqualTo(atTheEnd);
                assertThat(atTheEnd - before).isEqualTo(written.get());
                assertThat(statistics(daemon, 0).repaired()
                                + statistics(daemon, 1).repaired())
                        .isZero();
            }
        }
    }

    @Test
    void shouldGiveBackToTheNextDaemonWhatItHeldWhenItWasClosed() throws Exception {
        Tracer tracer = Tracer.connect(dir);
        try (TestDaemon daemon = new TestDaemon(dir)) {
            EventType tick = register(tracer);
            assertThat(tracer.awaitReady(LIMIT)).isTrue();
            assertThat(tick.begin().u64(1).commit()).isTrue();
            assertThat(recordsInUse(daemon)).isOne();
        }
        tracer.close();
        try (TestDaemon daemon = new TestDaemon(dir)) {
            assertThat(daemon.file.adopted()).isTrue();
            Eventually.until("its record is free", () -> recordsInUse(daemon) == 0);
            assertThat(slotsInUse(daemon)).isZero();
        }
    }

    @Test
    void shouldBeClosedBeforeItHasFoundADaemon() {
        for (int i = 0; i < 20; i++) {
            Tracer tracer = Tracer.connect(dir.resolve("nowhere"));
            EventType tick = register(tracer);
            tracer.close();
            assertThat(tick.begin().u64(1).commit()).isFalse();
        }
    }

    private static EventType register(Tracer tracer) {
        return tracer.event("load", "tick").u64("seq").register();
    }

    private static long conductors() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("ringtail-conductor"))
                .count();
    }

    private static long recordsInUse(TestDaemon daemon) {
        return IntStream.range(0, TestDaemon.GEOMETRY.clients())
                .filter(client -> daemon.file
                                .metadata()
                                .getIntVolatile(
                                        TestDaemon.GEOMETRY.clientOffset(client) + ClientDescriptor.STATE_OFFSET)
                        == ClientDescriptor.IN_USE)
                .count();
    }

    private static long slotsInUse(TestDaemon daemon) {
        return slots(daemon, ThreadSlotDescriptor.OWNER_OFFSET);
    }

    private static long intents(TestDaemon daemon) {
        return slots(daemon, ThreadSlotDescriptor.KIND_OFFSET);
    }

    private static long slots(TestDaemon daemon, int word) {
        return IntStream.range(0, TestDaemon.GEOMETRY.threadSlots())
                .filter(slot ->
                        daemon.file.metadata().getIntVolatile(TestDaemon.GEOMETRY.threadSlotOffset(slot) + word) != 0)
                .count();
    }

    private static long written(TestDaemon daemon) {
        return IntStream.range(0, 2)
                .mapToLong(cpu -> daemon.file.ring(cpu) == null
                        ? 0
                        : statistics(daemon, cpu).written())
                .sum();
    }

    private static RingStatistics statistics(TestDaemon daemon, int cpu) {
        return Objects.requireNonNull(daemon.file.ring(cpu)).statistics();
    }
}
