package io.ringtail.daemon.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.client.ring.RingWriter;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.RingDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RingTest {
    private static final long MILLISECOND = 1_000_000;

    @Test
    void shouldDeliverEventsOnceInOrderWithTheirTimes() {
        TestRing ring = new TestRing(4096, 8, BufferMode.OVERWRITE);
        RingReader reader = ring.ring.openReader(StartAt.OLDEST, false);
        RingWriter writer = ring.writer(0);
        TestRing.Delivered delivered = new TestRing.Delivered();
        long begin = ring.clock.get();
        for (int i = 0; i < 5000; i++) {
            ring.clock.addAndGet(100);
            assertThat(ring.write(writer, i, 8 + i % 200)).isTrue();
            if (i % 20 == 0) {
                ring.drain(reader, delivered);
            }
        }
        ring.drain(reader, delivered);
        assertThat(delivered.lost).isZero();
        assertThat(delivered.events)
                .extracting(TestRing.Event::sequence)
                .containsExactlyElementsOf(IntStream.range(0, 5000).boxed().toList());
        assertThat(delivered.events)
                .allSatisfy(event -> assertThat(event.timestamp()).isEqualTo(begin + 100L * (event.sequence() + 1)));
        assertThat(reader.caughtUp()).isTrue();
    }

    @Test
    void shouldAccountForEachOverwrittenEvent() {
        TestRing ring = new TestRing(4096, 4, BufferMode.OVERWRITE);
        RingReader early = ring.ring.openReader(StartAt.OLDEST, false);
        RingWriter writer = ring.writer(0);
        TestRing.Delivered delivered = new TestRing.Delivered();
        Random random = new Random(7);
        int written = 0;
        for (int round = 0; round < 50; round++) {
            int burst = random.nextInt(3000);
            for (int i = 0; i < burst; i++) {
                ring.write(writer, written++, 8 + random.nextInt(120));
            }
            ring.drain(early, delivered);
            assertThat(delivered.events.size() + delivered.lost).isEqualTo(written);
        }
        RingReader late = ring.ring.openReader(StartAt.OLDEST, false);
        TestRing.Delivered deliveredLate = new TestRing.Delivered();
        ring.drain(late, deliveredLate);
        assertThat(deliveredLate.events.size() + deliveredLate.lost).isEqualTo(written);
        RingStatistics statistics = ring.ring.statistics();
        assertThat(statistics.written()).isEqualTo(written);
        assertThat(statistics.entries()).isEqualTo(deliveredLate.events.size());
        assertThat(statistics.overrun()).isEqualTo(deliveredLate.lost);
        assertThat(statistics.dropped()).isZero();
    }

    @Test
    void shouldTellWhatWasOverwrittenBeforeAReaderCameInItsFirstPageAndNowhereElse() {
        TestRing ring = new TestRing(4096, 4, BufferMode.OVERWRITE);
        RingWriter writer = ring.writer(0);
        for (int i = 0; i < 20 * 340; i++) {
            ring.write(writer, i, 8);
        }
        TestRing.Delivered delivered = new TestRing.Delivered();
        RingReader late = ring.ring.openReader(StartAt.OLDEST, false);
        assertThat(ring.read(late, delivered)).isTrue();
        assertThat(delivered.lost).isEqualTo(delivered.events.get(0).sequence()).isPositive();
        long told = delivered.lost;
        ring.drain(late, delivered);
        assertThat(delivered.lost).isEqualTo(told);
        assertThat(delivered.events.size() + told).isEqualTo(20 * 340);
    }

    @Test
    void shouldDropAndCountInDiscardModeUntilTheLosslessReaderMovesOn() {
        TestRing ring = new TestRing(4096, 4, BufferMode.DISCARD);
        RingReader reader = ring.ring.openReader(StartAt.OLDEST, true);
        RingWriter writer = ring.writer(0);
        int taken = 0;
        int refused = 0;
        for (int i = 0; i < 1000; i++) {
            if (ring.write(writer, taken, 48)) {
                taken++;
            } else {
                refused++;
            }
        }
        assertThat(refused).isPositive();
        assertThat(ring.ring.statistics().dropped()).isEqualTo(refused);
        TestRing.Delivered delivered = new TestRing.Delivered();
        ring.drain(reader, delivered);
        assertThat(delivered.events).hasSize(taken);
        assertThat(delivered.lost).isEqualTo(refused);
        assertThat(ring.write(writer, taken, 48)).isTrue();
        ring.drain(reader, delivered);
        assertThat(delivered.events)
                .extracting(TestRing.Event::sequence)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(0, taken).boxed().toList());
    }

    @Test
    void shouldFillThenDropInDiscardModeWithNoReader() {
        TestRing ring = new TestRing(4096, 4, BufferMode.DISCARD);
        int taken = ring.writeMany(ring.writer(0), 1000, 48);
        assertThat(taken).isEqualTo(4 * (4080 / 52));
        TestRing.Delivered delivered = new TestRing.Delivered();
        ring.drain(ring.ring.openReader(StartAt.OLDEST, true), delivered);
        assertThat(delivered.events)
                .extracting(TestRing.Event::sequence)
                .containsExactlyElementsOf(IntStream.range(0, taken).boxed().toList());
    }

    @Test
    void shouldTellAReaderThatWasThereBeforeTheRingOfAllThatFoundNoRoom() {
        TestRing ring = new TestRing(4096, 4, BufferMode.DISCARD);
        int taken = ring.writeMany(ring.writer(0), 1000, 48);
        TestRing.Delivered delivered = new TestRing.Delivered();
        ring.drain(ring.ring.openReader(StartAt.BEGINNING, true), delivered);
        assertThat(delivered.events).hasSize(taken);
        assertThat(delivered.lost).isEqualTo(1000 - taken);
        TestRing.Delivered byALaterOne = new TestRing.Delivered();
        ring.drain(ring.ring.openReader(StartAt.OLDEST, true), byALaterOne);
        assertThat(byALaterOne.lost).isZero();
    }

    @Test
    void shouldBeginWithTheNextEventWhenAskedForNow() {
        TestRing ring = new TestRing(4096, 4, BufferMode.OVERWRITE);
        RingWriter writer = ring.writer(0, System::nanoTime);
        for (int i = 0; i < 30; i++) {
            ring.write(writer, i, 48);
        }
        RingReader reader = ring.ring.openReader(StartAt.NOW, false);
        TestRing.Delivered delivered = new TestRing.Delivered();
        ring.drain(reader, delivered);
        assertThat(delivered.events).isEmpty();
        for (int i = 30; i < 200; i++) {
            ring.write(writer, i, 48);
        }
        ring.drain(reader, delivered);
        assertThat(delivered.lost).isZero();
        assertThat(delivered.events)
                .extracting(TestRing.Event::sequence)
                .containsExactlyElementsOf(IntStream.range(30, 200).boxed().toList());
    }

    @ParameterizedTest
    @ValueSource(longs = {133 * MILLISECOND, 135 * MILLISECOND, 269 * MILLISECOND, 10_000 * MILLISECOND})
    void shouldKeepTimeExactOverGaps(long gap) {
        TestRing ring = new TestRing(4096, 4, BufferMode.OVERWRITE);
        RingReader reader = ring.ring.openReader(StartAt.OLDEST, false);
        RingWriter writer = ring.writer(0);
        long begin = ring.clock.get();
        for (int i = 0; i < 20; i++) {
            ring.write(writer, i, 8);
            ring.clock.addAndGet(gap);
        }
        TestRing.Delivered delivered = new TestRing.Delivered();
        ring.drain(reader, delivered);
        assertThat(delivered.events)
                .hasSize(20)
                .allSatisfy(event -> assertThat(event.timestamp()).isEqualTo(begin + event.sequence() * gap));
    }

    @Test
    void shouldNotLetTimeGoBackWhenTwoClocksDisagree() {
        TestRing ring = new TestRing(4096, 4, BufferMode.OVERWRITE);
        RingReader reader = ring.ring.openReader(StartAt.OLDEST, false);
        RingWriter writer = ring.writer(0);
        long begin = ring.clock.get();
        for (int i = 0; i < 400; i++) {
            ring.clock.set(begin + (i % 2 == 0 ? i : i - 5));
            ring.write(writer, i, 8);
        }
        TestRing.Delivered delivered = new TestRing.Delivered();
        ring.drain(reader, delivered);
        assertThat(delivered.events)
                .hasSize(400)
                .extracting(TestRing.Event::timestamp)
                .isSorted();
    }

    @ParameterizedTest
    @ValueSource(ints = {4096, 65536, 1 << 20})
    void shouldTakeEventsOfEverySizeUpToTheLargest(int subbufSize) {
        TestRing ring = new TestRing(subbufSize, 4, BufferMode.OVERWRITE);
        RingReader reader = ring.ring.openReader(StartAt.OLDEST, false);
        RingWriter writer = ring.writer(0);
        int largest = ring.geometry.maxPayload();
        int[] lengths = {
            8, 112, 116, 120, largest, largest - 4, 8, largest - 8, 112, largest / 2, largest / 2 - 8, largest
        };
        TestRing.Delivered delivered = new TestRing.Delivered();
        for (int i = 0; i < lengths.length; i++) {
            assertThat(ring.write(writer, i, lengths[i])).isTrue();
            ring.drain(reader, delivered);
        }
        assertThat(delivered.lost).isZero();
        assertThat(delivered.events)
                .extracting(TestRing.Event::payloadLength)
                .containsExactlyElementsOf(IntStream.of(lengths).boxed().toList());
    }

    @Test
    void shouldFillASubBufferExactly() {
        TestRing ring = new TestRing(4096, 4, BufferMode.OVERWRITE);
        RingReader reader = ring.ring.openReader(StartAt.OLDEST, false);
        RingWriter writer = ring.writer(0);
        for (int i = 0; i < 60; i++) {
            assertThat(ring.write(writer, i, 4080 / 10 - 8)).isTrue();
        }
        TestRing.Delivered delivered = new TestRing.Delivered();
        ring.drain(reader, delivered);
        assertThat(delivered.events.size() + delivered.lost).isEqualTo(60);
        assertThat(ring.ring.statistics().entries()).isEqualTo(40);
    }

    @ParameterizedTest
    @EnumSource(BufferMode.class)
    void shouldGoOnWhereItsNumbersWrap(BufferMode mode) {
        for (int count : new int[] {4, 1 << 14}) {
            long wrapOfPositions = 1L << (RingGeometry.POSITION_BITS - 10);
            long wrapOfLaps = (long) count << RingGeometry.LAP_BITS;
            for (long start : new long[] {wrapOfPositions - 3, wrapOfLaps - 3, 5 * wrapOfPositions - 2}) {
                goOnFrom(new TestRing(4096, count, mode), start);
            }
        }
    }

    private static void goOnFrom(TestRing ring, long start) {
        ring.startAt(start, (1L << 40) + (1L << 28) - 20_000);
        RingWriter writer = ring.writer(0);
        TestRing.Delivered delivered = new TestRing.Delivered();
        RingReader reader = ring.ring.openReader(StartAt.OLDEST, true);
        for (int i = 0; i < 2000; i++) {
            ring.clock.addAndGet(50);
            assertThat(ring.write(writer, i, 48)).isTrue();
            ring.drain(reader, delivered);
            if (i == 0) {
                assertThat(reader.page().subbuf()).isEqualTo(start);
            }
        }
        assertThat(delivered.events.size() + delivered.lost)
                .as("from %s of %s", start, ring.geometry)
                .isEqualTo(2000);
        assertThat(delivered.lost).isZero();
        assertThat(delivered.events).extracting(TestRing.Event::timestamp).isSorted();
    }

    @Test
    void shouldPassOverAReaderThatSleptThroughManyLaps() {
        TestRing ring = new TestRing(4096, 4, BufferMode.OVERWRITE);
        RingReader reader = ring.ring.openReader(StartAt.OLDEST, false);
        RingWriter writer = ring.writer(0);
        TestRing.Delivered delivered = new TestRing.Delivered();
        ring.write(writer, 0, 48);
        ring.drain(reader, delivered);
        int written = 1;
        long top = 4L * (1 << RingGeometry.LAP_BITS) * 3 / 2;
        while (ring.region.getLong(RingDescriptor.TOP_OFFSET) < top) {
            ring.write(writer, written++, 4000);
        }
        ring.drain(reader, delivered);
        assertThat(delivered.events.size() + delivered.lost).isEqualTo(written);
    }
}
