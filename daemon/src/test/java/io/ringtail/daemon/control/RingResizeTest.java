package io.ringtail.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.client.EventType;
import io.ringtail.client.Tracer;
import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.buffer.ReaderRing;
import io.ringtail.daemon.buffer.RingReader;
import io.ringtail.daemon.buffer.RingStatistics;
import io.ringtail.daemon.buffer.StartAt;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.page.PageIterator;
import io.ringtail.proto.stream.Position;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rings replaced by rings of another size under writers at full speed and their readers. */
@Timeout(120)
class RingResizeTest {
    private static final int CPUS = 2;
    private static final int WRITERS = 4;
    private static final int[] COUNTS = {16, 4, 64, 8};

    @TempDir
    Path dir;

    @ParameterizedTest
    @EnumSource(BufferMode.class)
    void shouldAccountForEachEventWhileRingsAreReplaced(BufferMode mode) throws Exception {
        try (TestDaemon daemon = new TestDaemon(dir, "0-1", geometry(mode, CPUS));
                Tracer tracer = Tracer.connect(dir)) {
            EventType tick = ready(tracer);
            Eventually.until("both rings", () -> daemon.file.online(0) && daemon.file.online(1));
            List<CpuReader> readers = new ArrayList<>();
            for (int cpu = 0; cpu < CPUS; cpu++) {
                readers.add(new CpuReader(daemon.file, cpu, mode == BufferMode.DISCARD));
            }
            AtomicBoolean stop = new AtomicBoolean();
            Attempts attempts = new Attempts(tick, stop);
            readers.forEach(Thread::start);
            attempts.start();
            for (int count : COUNTS) {
                assertThat(resize(daemon, count)).contains(count + " sub-buffers");
                assertThat(daemon.file.sizes().subbufCount()).isEqualTo(count);
                long before = attempts.total();
                Eventually.until("more events", () -> attempts.total() > before + 10_000);
            }
            stop.set(true);
            attempts.join();
            // A drop that was counted in a ring after its end is the next one's once that ring has been freed.
            Eventually.until("late drops", () -> sums(daemon.file).dropped() == attempts.refused.get());
            for (CpuReader reader : readers) {
                reader.finish();
            }
            long read = readers.stream().mapToLong(reader -> reader.read).sum();
            long lost = readers.stream().mapToLong(reader -> reader.lost).sum();
            RingStatistics sums = sums(daemon.file);
            assertThat(sums.written()).isEqualTo(attempts.written.get());
            assertThat(sums.dropped()).isEqualTo(attempts.refused.get());
            assertThat(read + lost).isEqualTo(attempts.total());
            assertThat(sums.overrun() + sums.consumed() + sums.entries()).isEqualTo(sums.written());
            if (mode == BufferMode.DISCARD) {
                assertThat(lost).isEqualTo(attempts.refused.get());
            }
        }
    }

    @Test
    void shouldKeepSizeCountersAndPositionsOverARestart() throws Exception {
        Position had;
        Position older;
        long written;
        Geometry geometry = geometry(BufferMode.OVERWRITE, 1);
        try (TestDaemon daemon = new TestDaemon(dir, "0", geometry);
                Tracer tracer = Tracer.connect(dir)) {
            EventType tick = ready(tracer);
            write(tick, 1000);
            try (RingReader reader = ring(daemon.file).openReader(StartAt.OLDEST, false)) {
                older = reader.position();
            }
            resize(daemon, 32);
            write(tick, 500);
            had = readToTheEnd(daemon.file);
            write(tick, 70);
            written = sums(daemon.file).written();
            assertThat(written).isEqualTo(1570);
            Eventually.until("the former ring is released", () -> daemon.file.releaseFormer(0, false));
        }
        try (TestDaemon daemon = new TestDaemon(dir, "0", geometry)) {
            assertThat(daemon.file.sizes().subbufCount()).isEqualTo(32);
            assertThat(sums(daemon.file).written()).isEqualTo(written);
            assertThat(missed(daemon.file, had)).containsExactly(70, 0);
            assertThat(missed(daemon.file, older)).containsExactly(570, 1000);
        }
    }

    /** Returns the events and losses that a receiver gets which resumes from a position. */
    private static List<Integer> missed(BufferFile file, Position from) {
        CpuReader reader = new CpuReader(0, ring(file).openReader(from, false));
        while (reader.poll()) {
            // All pages.
        }
        reader.close();
        return List.of((int) reader.read, (int) reader.lost);
    }

    private static Position readToTheEnd(BufferFile file) {
        CpuReader reader = new CpuReader(file, 0, false);
        while (reader.poll()) {
            // All pages.
        }
        Position position = reader.reader.position();
        reader.close();
        return position;
    }

    private static ReaderRing ring(BufferFile file) {
        ReaderRing ring = file.ring(0);
        assertThat(ring).isNotNull();
        return ring;
    }

    private static void write(EventType tick, int count) {
        for (int i = 0; i < count; i++) {
            assertThat(tick.begin().u64(i).commit()).isTrue();
        }
    }

    private static Geometry geometry(BufferMode mode, int cpus) {
        return new Geometry(mode, cpus, new RingGeometry(1 << 14, 8), 4, 512, 1 << 16);
    }

    private static EventType ready(Tracer tracer) throws Exception {
        EventType tick = tracer.event("shop", "tick").u64("number").register();
        assertThat(tracer.awaitReady(Duration.ofSeconds(60))).isTrue();
        return tick;
    }

    /** Resizes as soon as the rings before the last resize have been released. */
    private static String resize(TestDaemon daemon, int count) throws Exception {
        long endNs = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (true) {
            try {
                return daemon.conductor.resize(count).get();
            } catch (ExecutionException e) {
                boolean busy = String.valueOf(e.getMessage()).contains("still in use");
                if (!busy || System.nanoTime() - endNs > 0) {
                    throw e;
                }
                Thread.sleep(20);
            }
        }
    }

    private static RingStatistics sums(BufferFile file) {
        RingStatistics sums = ring(file).statistics();
        for (int cpu = 1; cpu < CPUS; cpu++) {
            ReaderRing ring = file.ring(cpu);
            if (ring != null) {
                RingStatistics more = ring.statistics();
                sums = new RingStatistics(
                        sums.written() + more.written(),
                        0,
                        sums.reservedBytes() + more.reservedBytes(),
                        sums.entries() + more.entries(),
                        sums.overrun() + more.overrun(),
                        sums.consumed() + more.consumed(),
                        sums.dropped() + more.dropped(),
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0);
            }
        }
        return sums;
    }

    /** The writers, and how their attempts ended. */
    private static final class Attempts {
        private final AtomicLong written = new AtomicLong();
        private final AtomicLong refused = new AtomicLong();
        private final List<Thread> threads = new ArrayList<>();

        Attempts(EventType tick, AtomicBoolean stop) {
            for (int i = 0; i < WRITERS; i++) {
                long number = (long) i << Integer.SIZE;
                threads.add(new Thread(() -> {
                    for (long seq = 0; !stop.get(); seq++) {
                        AtomicLong count = tick.begin().u64(number | seq).commit() ? written : refused;
                        count.incrementAndGet();
                    }
                }));
            }
        }

        void start() {
            threads.forEach(Thread::start);
        }

        void join() throws InterruptedException {
            for (Thread thread : threads) {
                thread.join();
            }
        }

        long total() {
            return written.get() + refused.get();
        }
    }

    /** Reads one CPU's rings, one after the other, and checks the order of each thread's events. */
    private static final class CpuReader extends Thread {
        private final Map<Long, Long> last = new HashMap<>();
        private final ByteBuffer page = ByteBuffer.allocate(1 << 14).order(ByteOrder.LITTLE_ENDIAN);
        private RingReader reader;
        private volatile boolean finishing;
        private volatile String problem = "";
        private long newest;
        private long read;
        private long lost;

        CpuReader(BufferFile file, int cpu, boolean lossless) {
            this(cpu, Objects.requireNonNull(file.ring(cpu)).openReader(StartAt.OLDEST, lossless));
        }

        CpuReader(int cpu, RingReader reader) {
            super("reader of CPU " + cpu);
            this.reader = reader;
        }

        @Override
        public void run() {
            while (true) {
                boolean ending = finishing;
                boolean more = poll();
                if (ending && !more && reader.caughtUp() && !reader.isOver()) {
                    return;
                }
                Thread.onSpinWait();
            }
        }

        /** Takes a page; returns whether there was one. */
        boolean poll() {
            boolean over = reader.isOver();
            int length = reader.poll(page.clear(), true);
            if (over && length == 0 && reader.caughtUp()) {
                reader = reader.succeed();
                length = reader.poll(page.clear(), true);
            }
            if (length > 0) {
                lost += reader.page().lost();
                take(length);
            }
            return length > 0;
        }

        private void take(int length) {
            PageIterator events = new PageIterator().wrap(page, 0, length);
            while (events.next()) {
                long value = page.getLong(events.payloadOffset() + Long.BYTES);
                Long before = last.put(value >>> Integer.SIZE, value);
                if ((before != null && before >= value) || events.timestamp() < newest) {
                    problem = before + " precedes " + value + ", " + newest + " " + events.timestamp();
                }
                newest = events.timestamp();
                read++;
            }
        }

        void finish() throws InterruptedException {
            finishing = true;
            join();
            close();
            assertThat(problem).isEmpty();
        }

        void close() {
            reader.close();
        }
    }
}
