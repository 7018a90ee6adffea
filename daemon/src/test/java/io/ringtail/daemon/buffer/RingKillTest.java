package io.ringtail.daemon.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.client.ring.NanoClock;
import io.ringtail.client.ring.RingWriter;
import io.ringtail.daemon.log.RemoteLog;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.EventTableDescriptor;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.layout.ThreadSlotDescriptor;
import io.ringtail.proto.memory.MappedRegion;
import io.ringtail.proto.page.PageIterator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** JVMs with four busy threads each are killed with SIGKILL, one after another, and repaired. */
@Timeout(180)
class RingKillTest {
    private static final int KILLS = 8;
    private static final int STOPS = 12;
    private static final int THREADS = 4;
    private static final int LIVING_SLOT = 50;
    private static final int LIVING_ID = 0x7f;
    private static final int FRESH_EVENTS = 10_000;
    /** Events of several laps: those that a reader has passed are counted once their slot is reused. */
    private static final int LAPS = 5000;

    private static final int WRITER_SHIFT = 24;
    private static final int LEAST_TID = 10_000;
    private static final RingGeometry RING = new RingGeometry(4096, 16);

    @TempDir
    Path directory;

    private final Random random = new Random();
    private final Tally tally = new Tally();
    private int living;

    @ParameterizedTest
    @EnumSource(BufferMode.class)
    @Tag("extensive")
    void shouldLoseAtMostTheEventThatAKilledThreadWasWriting(BufferMode mode) throws Exception {
        Path path = directory.resolve("buffer");
        Geometry sizes = Geometry.of(mode, 1, RING);
        BitSet dead = new BitSet();
        dead.set(0, THREADS);
        BitSet live = new BitSet();
        live.set(THREADS, ThreadSlotDescriptor.BLOCK);
        try (BufferFile file = BufferFile.open(path, sizes)) {
            file.allocate(sizes.threadSlotsOffset(), ThreadSlotDescriptor.BLOCK * ThreadSlotDescriptor.LENGTH);
            ReaderRing ring = file.prepare(0);
            RingReader reader = ring.openReader(StartAt.OLDEST, true);
            RingRepair repair = new RingRepair(file, new RemoteLog(System::nanoTime));
            for (int kill = 1; kill <= KILLS; kill++) {
                killSomewhere(start(path, mode, kill), reader, ring);
                assertThat(repair.settle(dead, live).isEmpty()).isTrue();
                write(path, mode, reader, LAPS);
                closeTheAccount(ring);
                assertThat(tally.holes).isLessThanOrEqualTo((long) kill * THREADS);
            }
            if (tally.lost == ring.statistics().dropped()) {
                assertThat(tally.gaps).as("events missing between others").isZero();
                assertThat(ring.statistics().repaired()).isEqualTo(tally.holes);
            }
            long events = tally.events;
            long lost = tally.lost;
            write(path, mode, reader, FRESH_EVENTS);
            assertThat(tally.lost).isEqualTo(lost);
            assertThat(tally.events - events).isEqualTo(FRESH_EVENTS);
            closeTheAccount(ring);
        }
    }

    @ParameterizedTest
    @EnumSource(BufferMode.class)
    void shouldReadAroundAProcessThatIsStoppedForAWhile(BufferMode mode) throws Exception {
        Path path = directory.resolve("buffer");
        Geometry sizes = Geometry.of(mode, 1, RING);
        BitSet dead = new BitSet();
        dead.set(0, THREADS);
        try (BufferFile file = BufferFile.open(path, sizes)) {
            file.allocate(sizes.threadSlotsOffset(), ThreadSlotDescriptor.BLOCK * ThreadSlotDescriptor.LENGTH);
            ReaderRing ring = file.prepare(0);
            RingReader reader = ring.openReader(StartAt.OLDEST, true);
            Process child = start(path, mode, 1);
            int inTime = 0;
            try {
                for (int stop = 0; stop < STOPS; stop++) {
                    readFor(reader, 5_000_000 + random.nextInt(20_000_000));
                    signal(child, "STOP");
                    inTime += readsAllWithin(reader, TimeUnit.SECONDS.toNanos(mode == BufferMode.DISCARD ? 3 : 1))
                            ? 1
                            : 0;
                    write(path, mode, reader, 40);
                    signal(child, "CONT");
                }
            } finally {
                killSomewhere(child, reader, ring);
            }
            assertThat(new RingRepair(file, new RemoteLog(System::nanoTime))
                            .settle(dead, new BitSet())
                            .isEmpty())
                    .isTrue();
            write(path, mode, reader, LAPS);
            closeTheAccount(ring);
            assertThat(inTime).as("stops that held up no reader").isGreaterThan(STOPS / 2);
        }
    }

    private void readFor(RingReader reader, long ns) {
        long end = System.nanoTime() + ns;
        while (System.nanoTime() < end) {
            tally.drain(reader);
        }
    }

    private boolean readsAllWithin(RingReader reader, long ns) {
        long end = System.nanoTime() + ns;
        do {
            tally.drain(reader);
        } while (!reader.caughtUp() && System.nanoTime() < end);
        return reader.caughtUp();
    }

    private static void signal(Process process, String name) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(kill.exitValue()).isZero();
    }

    private void killSomewhere(Process child, RingReader reader, ReaderRing ring) throws Exception {
        try {
            long before = ring.statistics().written();
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (ring.statistics().written() < before + 1000) {
                tally.drain(reader);
                assertThat(System.nanoTime()).as("the child writes").isLessThan(deadline);
            }
            long end = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(random.nextInt(100_000));
            while (System.nanoTime() < end) {
                tally.drain(reader);
            }
        } finally {
            child.destroyForcibly();
            assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private void closeTheAccount(ReaderRing ring) {
        RingStatistics statistics = ring.statistics();
        assertThat(tally.events + tally.lost).isEqualTo(statistics.written() + statistics.dropped());
    }

    private void write(Path path, BufferMode mode, RingReader reader, int events) throws Exception {
        tally.drain(reader);
        try (Mapping mapping = new Mapping(path, mode)) {
            RingWriter writer = mapping.writer(LIVING_SLOT);
            for (int i = 0; i < events; i++) {
                byte[] payload = TestRing.payload(LIVING_ID << WRITER_SHIFT | living++, 48);
                assertThat(writer.write(mapping.ring, payload, 48)).isTrue();
                if (i % 20 == 0) {
                    tally.drain(reader);
                }
            }
            tally.drain(reader);
        }
    }

    private static Process start(Path path, BufferMode mode, int kill) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Xmx64m",
                        BusyProcess.class.getName(),
                        path.toString(),
                        mode.name(),
                        Integer.toString(kill))
                .inheritIO()
                .start();
    }

    /** The events that the reader has received, checked as they arrive. */
    private static final class Tally {
        private final ByteBuffer page =
                ByteBuffer.allocateDirect(RING.subbufSize()).order(ByteOrder.LITTLE_ENDIAN);
        private final PageIterator iterator = new PageIterator();
        private final Map<Integer, Integer> last = new HashMap<>();
        private long time;
        long events;
        long holes;
        long lost;
        long gaps;

        void drain(RingReader reader) {
            for (int used = reader.poll(page, true); used > 0; used = reader.poll(page, true)) {
                lost += reader.page().lost();
                iterator.wrap(page, 0, used);
                while (iterator.next()) {
                    events++;
                    assertThat(iterator.timestamp()).isGreaterThanOrEqualTo(time);
                    time = iterator.timestamp();
                    check(page.getInt(iterator.payloadOffset()));
                }
                assertThat(iterator.damaged()).isFalse();
            }
        }

        private void check(int word) {
            if (word == EventTableDescriptor.LOST_EVENT_ID) {
                holes++;
                assertThat(page.getInt(iterator.payloadOffset() + 4)).isBetween(LEAST_TID, LEAST_TID + THREADS - 1);
                return;
            }
            for (int at = 0; at < iterator.payloadLength(); at += 4) {
                if (page.getInt(iterator.payloadOffset() + at) != word) {
                    throw new AssertionError("torn event " + word);
                }
            }
            int sequence = word & ((1 << WRITER_SHIFT) - 1);
            int before = last.getOrDefault(word >>> WRITER_SHIFT, -1);
            last.put(word >>> WRITER_SHIFT, sequence);
            assertThat(sequence).isGreaterThan(before);
            gaps += sequence - before - 1;
        }
    }

    /** The file as mapped by a client. */
    private static final class Mapping implements AutoCloseable {
        private final FileChannel file;
        private final Geometry sizes;
        final MappedRegion metadata;
        final io.ringtail.client.ring.WriterRing ring;

        Mapping(Path path, BufferMode mode) throws Exception {
            sizes = Geometry.of(mode, 1, RING);
            file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            metadata = new MappedRegion(file.map(FileChannel.MapMode.READ_WRITE, 0, sizes.metadataLength()));
            ring = new io.ringtail.client.ring.WriterRing(
                    0,
                    new MappedRegion(
                            file.map(FileChannel.MapMode.READ_WRITE, sizes.regionOffset(0), RING.regionLength())),
                    RING,
                    mode);
        }

        RingWriter writer(int slot) {
            return new RingWriter(metadata, sizes.threadSlotOffset(slot), NanoClock.MONOTONIC);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    /** A process whose threads write until it is killed, and retry dropped events. */
    static final class BusyProcess {
        private BusyProcess() {}

        public static void main(String[] args) throws Exception {
            Mapping mapping = new Mapping(Path.of(args[0]), BufferMode.valueOf(args[1]));
            int first = Integer.parseInt(args[2]) * THREADS;
            for (int slot = 0; slot < THREADS; slot++) {
                int at = mapping.sizes.threadSlotOffset(slot);
                mapping.metadata.putInt(at + ThreadSlotDescriptor.TID_OFFSET, LEAST_TID + slot);
                RingWriter writer = mapping.writer(slot);
                int id = first + slot;
                new Thread(() -> write(writer, mapping.ring, id)).start();
            }
        }

        private static void write(RingWriter writer, io.ringtail.client.ring.WriterRing ring, int id) {
            int sequence = 0;
            while (sequence < 1 << WRITER_SHIFT) {
                int length = 8 + 4 * (sequence % 30);
                byte[] payload = TestRing.payload(id << WRITER_SHIFT | sequence, length);
                sequence += writer.write(ring, payload, length) ? 1 : 0;
            }
        }
    }
}
