package io.ringtail.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.client.EventType;
import io.ringtail.client.Tracer;
import io.ringtail.client.TracerStatus;
import io.ringtail.daemon.buffer.ReaderRing;
import io.ringtail.daemon.buffer.RingReader;
import io.ringtail.daemon.buffer.StartAt;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.page.PageIterator;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Events from before the first attach, and what a tracer says of itself meanwhile. */
@Timeout(60)
class EarlyEventsTest {
    private static final Geometry ROOMY =
            new Geometry(BufferMode.OVERWRITE, 2, new RingGeometry(1 << 16, 8), 4, 512, 1 << 16);

    private static final int KEPT = 1000;

    @TempDir
    Path dir;

    @Test
    void shouldWriteThemInOrderEachBehindItsTrueTime() throws Exception {
        try (Tracer tracer = Tracer.connect(dir)) {
            EventType tick = tracer.event("shop", "tick").u64("number").register();
            long before = System.nanoTime();
            for (int i = 0; i < 5; i++) {
                assertThat(tick.isEnabled()).isTrue();
                assertThat(tick.begin().u64(i).commit()).isFalse();
            }
            long after = System.nanoTime();
            assertThat(tracer.status().earlyKept()).isEqualTo(5);
            try (TestDaemon daemon = new TestDaemon(dir, "0-1", ROOMY)) {
                Eventually.until("they are written", () -> written(daemon) == 10);
                List<Long> values = values(daemon);
                for (int i = 0; i < 5; i++) {
                    assertThat(values.get(2 * i)).isBetween(before, after);
                    assertThat(values.get(2 * i + 1)).isEqualTo(i);
                }
                assertThat(tick.begin().u64(5).commit()).isTrue();
                Eventually.until("the replay has ended", () -> tracer.status().earlyKept() == 0);
                assertThat(tracer.status().earlyLost()).isZero();
            }
        }
    }

    @Test
    void shouldKeepALimitedNumberAndCountTheOthers() throws Exception {
        try (Tracer tracer = Tracer.connect(dir)) {
            EventType tick = tracer.event("shop", "tick").u64("number").register();
            EventType wrong = tracer.event("shop", "wrong").u64("number").register();
            wrong.begin().commit();
            LongStream.range(0, KEPT + 50).forEach(i -> tick.begin().u64(i).commit());
            assertThat(tick.isEnabled()).isFalse();
            TracerStatus status = tracer.status();
            assertThat(status.earlyKept()).isEqualTo(KEPT);
            assertThat(status.earlyLost()).isEqualTo(50);
            assertThat(status.events().get(1).malformed()).isEqualTo(1);
            try (TestDaemon daemon = new TestDaemon(dir, "0-1", ROOMY)) {
                Eventually.until("they are written", () -> written(daemon) == 2 * KEPT);
                assertThat(tracer.status().earlyLost()).isEqualTo(50);
            }
        }
    }

    @Test
    void shouldCutATextThatIsTooLongForTheRing() throws Exception {
        Geometry narrow = new Geometry(BufferMode.OVERWRITE, 2, new RingGeometry(4096, 8), 4, 512, 1 << 16);
        try (Tracer tracer = Tracer.connect(dir)) {
            EventType note = tracer.event("shop", "note")
                    .u64("number")
                    .string("text")
                    .string("more")
                    .register();
            note.begin().u64(1).string("\u20ac".repeat(5000)).string("m").commit();
            note.begin().u64(2).string("short").string("\u20ac".repeat(5000)).commit();
            note.begin().u64(3).string("short").string("m").commit();
            try (TestDaemon daemon = new TestDaemon(dir, "0-1", narrow)) {
                Eventually.until("they are written", () -> written(daemon) == 6);
                assertThat(note.begin().u64(4).string("short").string("m").commit())
                        .isTrue();
                // The conductor's thread may have changed its CPU in between.
                assertThat(values(daemon)).contains(1L, 2L, 3L);
                assertThat(tracer.status().events())
                        .filteredOn(event -> event.name().equals("shop:note"))
                        .singleElement()
                        .matches(event -> event.cut() == 2);
            }
        }
    }

    @Test
    void shouldKeepNothingOnceItIsClosed() {
        Tracer tracer = Tracer.connect(dir);
        EventType tick = tracer.event("shop", "tick").u64("number").register();
        tick.begin().u64(1).commit();
        tracer.close();
        assertThat(tick.isEnabled()).isFalse();
        assertThat(tick.begin().u64(1).commit()).isFalse();
        assertThat(tracer.status().state()).isEqualTo(TracerStatus.State.CLOSED);
        assertThat(tracer.status().earlyKept()).isZero();
    }

    @Test
    void shouldSayWhyItIsNotAttached() throws Exception {
        Path missing = dir.resolve("missing");
        assertReason(missing, "directory " + missing + " does not exist: start a daemon with 'ringtail daemon --dir");
        assertReason(dir, "no daemon is running in " + dir);
    }

    @Test
    void shouldSayThatItIsAttachedAndWhichEventsAreWritten() throws Exception {
        try (TestDaemon daemon = new TestDaemon(dir, "0-1", ROOMY);
                Tracer tracer = Tracer.connect(dir)) {
            EventType tick =
                    tracer.event("com.acme", "order-created").u64("number").register();
            assertThat(tracer.awaitReady(Duration.ofSeconds(20))).isTrue();
            TracerStatus status = tracer.status();
            assertThat(status.state()).isEqualTo(TracerStatus.State.ATTACHED);
            assertThat(status.reason()).isEmpty();
            assertThat(status.events().get(0).name()).isEqualTo("com_acme:order_created");
            assertThat(status.events().get(0).enabled()).isTrue();
            assertThat(status.toString()).startsWith("ringtail: attached, directory " + dir);
            assertThat(tick.begin().u64(1).commit()).isTrue();
            assertThat(daemon.file.ring(0)).isNotNull();
        }
    }

    private static void assertReason(Path directory, String reason) throws Exception {
        try (Tracer tracer = Tracer.connect(directory)) {
            Eventually.until("a reason", () -> tracer.status().reason().startsWith(reason));
            assertThat(tracer.status().state()).isEqualTo(TracerStatus.State.SEARCHING);
        }
    }

    private static long written(TestDaemon daemon) {
        long written = 0;
        for (int cpu = 0; cpu < ROOMY.possibleCpus(); cpu++) {
            ReaderRing ring = daemon.file.ring(cpu);
            written += ring == null ? 0 : ring.statistics().written();
        }
        return written;
    }

    /** The first field of each event, by their times over all rings: the conductor may change its CPU. */
    private static List<Long> values(TestDaemon daemon) {
        TreeMap<Long, Long> values = new TreeMap<>();
        ByteBuffer page = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
        for (int cpu = 0; cpu < ROOMY.possibleCpus(); cpu++) {
            ReaderRing ring = daemon.file.ring(cpu);
            if (ring != null) {
                try (RingReader reader = ring.openReader(StartAt.OLDEST, false)) {
                    for (int length = reader.poll(page, true); length > 0; length = reader.poll(page.clear(), true)) {
                        PageIterator events = new PageIterator().wrap(page, 0, length);
                        while (events.next()) {
                            values.put(events.timestamp(), page.getLong(events.payloadOffset() + Long.BYTES));
                        }
                    }
                }
            }
        }
        return List.copyOf(values.values());
    }
}
