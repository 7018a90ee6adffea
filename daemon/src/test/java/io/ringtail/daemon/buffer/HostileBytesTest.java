package io.ringtail.daemon.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.client.ring.NanoClock;
import io.ringtail.client.ring.RingWriter;
import io.ringtail.daemon.log.RemoteLog;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.RingDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.layout.ThreadSlotDescriptor;
import io.ringtail.proto.memory.MappedRegion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Hostile writes to one CPU's ring while another CPU's ring is written and read: that one loses nothing, and the
 * spoiled one recovers.
 */
@Timeout(120)
class HostileBytesTest {
    private static final RingGeometry RING = new RingGeometry(4096, 4);
    private static final int SPOILED = 0;
    private static final int HEALTHY = 1;
    private static final int LIVING = 60;
    private static final int LENGTH = 48;
    private static final int MOST_POLLS = 20_000;
    private static final int ROUNDS_TO_RECOVER = 20;

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(BufferMode.class)
    void shouldComeBackWhateverStandsInOneWordOfARing(BufferMode mode) throws Exception {
        int slot = RingDescriptor.SLOTS_OFFSET + 2 * RingDescriptor.SLOT_LENGTH;
        int[] words = {
            RingDescriptor.RESERVE_OFFSET,
            RingDescriptor.TOP_OFFSET,
            RingDescriptor.LAST_TIMESTAMP_OFFSET,
            RingDescriptor.CONSUMED_OFFSET,
            RingDescriptor.DROPPED_OFFSET,
            RingDescriptor.REPAIRED_OFFSET,
            slot + RingDescriptor.COMMIT_OFFSET,
            slot + RingDescriptor.SEQUENCE_OFFSET,
            slot + RingDescriptor.BASE_OFFSET,
            RING.dataOffset(2),
            RING.dataOffset(2) + 16,
        };
        for (int word : words) {
            try (Host host = new Host(directory.resolve("word-" + word), mode)) {
                host.goOn("before");
                long value = host.spoiled.getLong(word);
                for (long hostile : hostile(value)) {
                    host.spoiled.putLong(word, hostile);
                    host.recover("word at " + word + " was " + value + ", made " + hostile);
                }
            }
        }
    }

    private static List<Long> hostile(long value) {
        List<Long> values = new ArrayList<>(List.of(0L, 1L, -1L, Long.MAX_VALUE, Long.MIN_VALUE, ~value));
        for (int bit : new int[] {0, 1, 11, 18, 19, 27, 28, 29, 31, 32, 38, 40, 60}) {
            values.add(value ^ (1L << bit));
            values.add(value + (1L << bit));
            values.add(value - (1L << bit));
        }
        return values;
    }

    @ParameterizedTest
    @EnumSource(BufferMode.class)
    void shouldComeBackFromARegionOfNoughtsAndOneOfNoise(BufferMode mode) throws Exception {
        Random random = new Random(5);
        for (int fill = 0; fill < 4; fill++) {
            byte[] noise = new byte[RING.regionLength()];
            if (fill > 0) {
                random.nextBytes(noise);
            }
            try (Host host = new Host(directory.resolve("fill-" + fill), mode)) {
                host.goOn("before");
                host.spoiled.putBytes(0, noise, 0, noise.length);
                host.recover("fill " + fill);
                assertThat(host.ringOf[SPOILED].statistics().quarantined()).isPositive();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(BufferMode.class)
    void shouldKeepAHealthyRingWholeThoughDeadThreadsClaimPartsOfIt(BufferMode mode) throws Exception {
        try (Host host = new Host(directory.resolve("claims"), mode)) {
            host.goOn("before");
            int units = RING.units();
            long[] distances = {0, 1, 13, -1, -13, 14 - units, units, -units, 4L * units, -4L * units, 1L << 27};
            int slot = 0;
            for (int kind : new int[] {1, 2, 3, 4, ThreadSlotDescriptor.ABANDONED | 1}) {
                for (long distance : distances) {
                    for (int claimed : new int[] {13, 0, 3, units - 4, units, units + 1, -1, Integer.MAX_VALUE}) {
                        host.claim(slot % LIVING, kind, distance, claimed, slot % 3 - 1);
                        slot++;
                    }
                    host.goOn("kind " + kind + " at " + distance);
                }
            }
            assertThat(host.ringOf[HEALTHY].statistics().repaired()).isZero();
            assertThat(host.ringOf[HEALTHY].statistics().ambiguous()).isZero();
        }
    }

    /** A file with two rings, as mapped by a client and as kept by a daemon, with a reader of each ring. */
    private static final class Host implements AutoCloseable {
        private final BufferFile file;
        private final FileChannel channel;
        private final MappedRegion metadata;
        private final MappedRegion spoiled;
        private final RingWriter writer;
        private final io.ringtail.client.ring.WriterRing[] rings = new io.ringtail.client.ring.WriterRing[2];
        private final ReaderRing[] ringOf = new ReaderRing[2];
        private final RingReader[] readers = new RingReader[2];
        private final RingRepair repair;
        private final RingInspector inspector;
        private final BitSet dead = new BitSet();
        private final BitSet held = new BitSet();
        private final ByteBuffer page =
                ByteBuffer.allocateDirect(RING.subbufSize()).order(ByteOrder.LITTLE_ENDIAN);
        private long nowNs;
        private int written;
        private int delivered;

        Host(Path path, BufferMode mode) throws Exception {
            Geometry sizes = Geometry.of(mode, 2, RING);
            file = BufferFile.open(path, sizes);
            file.allocate(sizes.threadSlotsOffset(), ThreadSlotDescriptor.BLOCK * ThreadSlotDescriptor.LENGTH);
            channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            metadata = map(0, sizes.metadataLength());
            for (int cpu = 0; cpu < 2; cpu++) {
                ringOf[cpu] = file.prepare(cpu);
                readers[cpu] = ringOf[cpu].openReader(StartAt.OLDEST, true);
                rings[cpu] = new io.ringtail.client.ring.WriterRing(
                        cpu, map(sizes.regionOffset(cpu), RING.regionLength()), RING, mode);
            }
            spoiled = map(sizes.regionOffset(SPOILED), RING.regionLength());
            writer = new RingWriter(metadata, sizes.threadSlotOffset(LIVING), NanoClock.MONOTONIC);
            repair = new RingRepair(file, new RemoteLog(System::nanoTime));
            inspector = new RingInspector(file, new RemoteLog(System::nanoTime));
            held.set(0, ThreadSlotDescriptor.BLOCK);
            dead.set(0, LIVING);
        }

        private MappedRegion map(long offset, int length) throws Exception {
            return new MappedRegion(channel.map(FileChannel.MapMode.READ_WRITE, offset, length));
        }

        /** Simulates a second of normal operation: some events on both CPUs, repair, inspection, reading. */
        int goOn(String what) {
            for (int i = 0; i < 50; i++) {
                writer.write(rings[SPOILED], TestRing.payload(i, LENGTH), LENGTH);
                assertThat(writer.write(rings[HEALTHY], TestRing.payload(i, LENGTH), LENGTH))
                        .as(what)
                        .isTrue();
                written++;
            }
            nowNs += TimeUnit.SECONDS.toNanos(1);
            BitSet living = (BitSet) held.clone();
            living.andNot(dead);
            repair.settle(dead, living);
            inspector.inspect(held, nowNs);
            int events = drain(readers[SPOILED], what);
            delivered += drain(readers[HEALTHY], what);
            assertThat(delivered).as(what).isEqualTo(written);
            assertThat(ringOf[HEALTHY].statistics().quarantined()).as(what).isZero();
            ringOf[SPOILED].statistics();
            return events;
        }

        /**
         * Leaves a claim in a dead thread's slot to the given units of the healthy ring, at a distance from its current
         * position.
         */
        void claim(int slot, int kind, long distance, int units, int subbufs) {
            long word = ringOf[HEALTHY].reserveAcquire();
            long position = RingGeometry.position(word) + distance;
            long now = System.nanoTime();
            int at = file.geometry().threadSlotOffset(slot);
            metadata.putLong(at + ThreadSlotDescriptor.OLD_WORD_OFFSET, RingGeometry.reserveWord(position, now));
            metadata.putLong(
                    at + ThreadSlotDescriptor.NEW_WORD_OFFSET, RingGeometry.reserveWord(position + units, now + 1));
            long subbuf = RING.subbuf(RingGeometry.position(word)) + subbufs;
            metadata.putLong(at + ThreadSlotDescriptor.SUBBUF_OFFSET, subbuf);
            metadata.putLong(at + ThreadSlotDescriptor.TIMESTAMP_OFFSET, now + 1);
            metadata.putInt(at + ThreadSlotDescriptor.UNITS_OFFSET, units);
            metadata.putInt(at + ThreadSlotDescriptor.RING_OFFSET, HEALTHY);
            metadata.putIntRelease(at + ThreadSlotDescriptor.KIND_OFFSET, kind);
        }

        private int drain(RingReader reader, String what) {
            int events = 0;
            int polls = 0;
            while (reader.poll(page, true) > 0) {
                events += reader.page().events();
                assertThat(polls++).as(what).isLessThan(MOST_POLLS);
            }
            return events;
        }

        /** Continues until both the old and a new reader get everything written in a round. */
        void recover(String what) {
            int rounds = 0;
            do {
                assertThat(rounds++).as(what).isLessThan(ROUNDS_TO_RECOVER);
            } while (goOn(what) < 50);
            assertThat(goOn(what)).as(what).isEqualTo(50);
            for (int i = 0; i < 20; i++) {
                assertThat(writer.write(rings[SPOILED], TestRing.payload(i, LENGTH), LENGTH))
                        .as(what)
                        .isTrue();
            }
            try (RingReader late = ringOf[SPOILED].openReader(StartAt.OLDEST, false)) {
                assertThat(drain(late, what)).as(what).isGreaterThanOrEqualTo(20);
            }
            drain(readers[SPOILED], what);
        }

        @Override
        public void close() throws IOException {
            for (RingReader reader : readers) {
                reader.close();
            }
            channel.close();
            file.close();
        }
    }
}
