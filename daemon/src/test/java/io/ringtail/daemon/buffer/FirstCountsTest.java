package io.ringtail.daemon.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.client.ring.RingWriter;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.RingDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.stream.Position;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The time it takes to open a reader, and its counts, if words are nonsensical. */
@Timeout(60)
final class FirstCountsTest {
    private static final int MOST_PASSES = 4;
    private static final int EVENT_LENGTH = 52;

    /** Intents that count the passes over all thread slots. */
    private record CountedIntents(Intents intents, AtomicInteger passes) implements Intents {
        @Override
        public void each(int cpu, LongPredicate wanted, Consumer<ThreadIntent> action) {
            passes.incrementAndGet();
            intents.each(cpu, wanted, action);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 256})
    void shouldLookAtAllThreadSlotsAFewTimesOnly(int subbufs) {
        RingGeometry geometry = new RingGeometry(4096, subbufs);
        Geometry sizes = new Geometry(BufferMode.OVERWRITE, 1, geometry, 1, 16_384, 64);
        SlotIntents slots = new SlotIntents(new UnsafeBuffer(aligned(sizes.enableTableOffset())), sizes);
        slots.onAllocated(0, sizes.enableTableOffset());
        UnsafeBuffer region = new UnsafeBuffer(aligned(geometry.regionLength()));
        AtomicInteger passes = new AtomicInteger();
        ReaderRing ring = new ReaderRing(
                0, region, geometry, BufferMode.OVERWRITE, new CountedIntents(slots, passes), System::nanoTime);
        ring.initialise();
        region.putLong(
                RingDescriptor.RESERVE_OFFSET, RingGeometry.reserveWord(geometry.position(1000L * subbufs + 1, 0), 5));
        region.putLong(RingDescriptor.TOP_OFFSET, 1000L * subbufs);
        for (int slot = 0; slot < subbufs; slot++) {
            long opened = 999L * subbufs + slot;
            spoil(region, geometry, slot, RingGeometry.commitWord(7, geometry.lap(opened), 5), 3L * subbufs);
        }
        ring.openReader(StartAt.NOW, false);
        assertThat(passes.get()).isLessThanOrEqualTo(MOST_PASSES);
        ring.openReader(StartAt.OLDEST, true);
        assertThat(passes.get()).isLessThanOrEqualTo(2 * MOST_PASSES);
        ring.openReader(new Position(1, 0, 0, 0, 0), false);
        assertThat(passes.get()).isLessThanOrEqualTo(3 * MOST_PASSES);
    }

    /**
     * If the number of events that a sub-buffer's slot had before is unknown, too few are reported as lost, not too
     * many.
     */
    @Test
    void shouldTellNothingAsLostThatItCannotKnow() {
        TestRing ring = new TestRing(4096, 4, BufferMode.OVERWRITE);
        RingWriter others = ring.writer(1);
        int events = 4 * (4096 - 16) / EVENT_LENGTH;
        write(ring, others, events);
        long current = ring.ring.current();
        long base = ring.ring.base(current);
        long before = current - 4;
        int slot = ring.geometry.slotOffset(current);
        ring.region.putLong(slot + RingDescriptor.SEQUENCE_OFFSET, before);
        ring.region.putLong(slot + RingDescriptor.BASE_OFFSET, ring.ring.base(current) - 78);
        RingReader now = ring.ring.openReader(StartAt.NOW, false);
        RingReader beginning = ring.ring.openReader(StartAt.BEGINNING, false);
        ring.region.putLong(slot + RingDescriptor.BASE_OFFSET, base);
        ring.region.putLong(slot + RingDescriptor.SEQUENCE_OFFSET, current);
        ring.clock.set(System.nanoTime());
        write(ring, others, 5);
        TestRing.Delivered delivered = new TestRing.Delivered();
        ring.drain(now, delivered);
        assertThat(delivered.lost).isZero();
        assertThat(delivered.events).hasSize(5);
        TestRing.Delivered all = new TestRing.Delivered();
        ring.drain(beginning, all);
        assertThat(all.events.size() + all.lost).isEqualTo(events + 5);
    }

    private static void write(TestRing ring, RingWriter writer, int count) {
        for (int i = 0; i < count; i++) {
            assertThat(ring.write(writer, 2, EVENT_LENGTH - 4)).isTrue();
        }
    }

    private static void spoil(UnsafeBuffer region, RingGeometry geometry, int slot, long commit, long sequence) {
        region.putLong(geometry.slotOffset(slot) + RingDescriptor.COMMIT_OFFSET, commit);
        region.putLong(geometry.slotOffset(slot) + RingDescriptor.SEQUENCE_OFFSET, sequence);
    }

    private static ByteBuffer aligned(int length) {
        return ByteBuffer.allocateDirect(length + 64).alignedSlice(64).slice(0, length);
    }
}
