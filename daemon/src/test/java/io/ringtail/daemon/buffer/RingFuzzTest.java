package io.ringtail.daemon.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.ringtail.client.ring.RingWriter;
import io.ringtail.daemon.log.RemoteLog;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.stream.Position;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Arbitrary words anywhere in a ring and in the thread slots: readers, statistics and the repair must terminate, and
 * stay within their own memory.
 *
 * <p>The input is a list of writes: 3 bytes of place (odd: thread slots; even: the ring), 8 bytes of value.
 */
final class RingFuzzTest {
    private static final int WRITE = 11;
    private static final int SUBBUF = 4096;
    private static final int SUBBUFS = 4;
    private static final int EVENTS = 700;
    private static final int PAYLOAD = 24;
    /** Multiples of 4, as a receiver may send them. */
    private static final int MOST_OFFSET = 0xf_fffc;
    /** A reader goes round once and reports it; spoiled words may send it round again. */
    private static final int MOST_POLLS = 4 * SUBBUFS * SUBBUF;

    @FuzzTest
    void shouldReadCountAndRepairWhateverIsThere(byte[] data) {
        for (BufferMode mode : BufferMode.values()) {
            spoilAndRead(mode, ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN));
        }
    }

    private static void spoilAndRead(BufferMode mode, ByteBuffer writes) {
        TestRing ring = new TestRing(SUBBUF, SUBBUFS, mode);
        RingWriter writer = ring.writer(0);
        for (int event = 0; event < EVENTS; event++) {
            writer.write(ring.writerRing, TestRing.payload(event, PAYLOAD), PAYLOAD);
        }
        try (RingReader early = ring.ring.openReader(StartAt.OLDEST, true)) {
            early.poll(ring.page, true);
            spoil(ring, writes);
            readAll(ring, early);
        }
        RingRepair repair = new RingRepair(
                new UnsafeBuffer(ring.metadataMemory),
                ring.sizes,
                cpu -> cpu == 0 ? ring.ring : null,
                new RemoteLog(System::nanoTime));
        BitSet dead = new BitSet();
        dead.set(0, ring.sizes.threadSlots());
        repair.settle(dead, new BitSet());
        ring.ring.statistics();
        try (RingReader late = ring.ring.openReader(StartAt.OLDEST, false)) {
            readAll(ring, late);
        }
        for (int slot = 0; slot < SUBBUFS; slot++) {
            resume(ring, ring.ring.sequence(slot), writes);
        }
    }

    /** Resumes a reader at a position mentioned in the spoiled words. */
    private static void resume(TestRing ring, long subbuf, ByteBuffer writes) {
        int offset = writes.remaining() < Integer.BYTES ? SUBBUF : writes.getInt(0) & MOST_OFFSET;
        for (int place : new int[] {0, PAYLOAD + Integer.BYTES, offset, MOST_OFFSET}) {
            Position position = new Position(Math.max(0, subbuf), place, EVENTS, 0, 0);
            try (RingReader again = ring.ring.openReader(position, true)) {
                readAll(ring, again);
            }
        }
    }

    private static void spoil(TestRing ring, ByteBuffer writes) {
        while (writes.remaining() >= WRITE) {
            int place = (writes.get() & 0xff) | (writes.getShort() & 0xffff) << Byte.SIZE;
            ByteBuffer target = (place & 1) == 0 ? ring.memory : ring.metadataMemory;
            target.order(ByteOrder.LITTLE_ENDIAN)
                    .putLong((place >> 1) % (target.capacity() - Long.BYTES), writes.getLong());
        }
        writes.rewind();
    }

    private static void readAll(TestRing ring, RingReader reader) {
        int polls = 0;
        int length = 1;
        while (length > 0 && polls < MOST_POLLS) {
            length = reader.poll(ring.page, true);
            assertThat(length).isBetween(0, SUBBUF);
            polls++;
        }
        assertThat(polls).isLessThan(MOST_POLLS);
    }
}
