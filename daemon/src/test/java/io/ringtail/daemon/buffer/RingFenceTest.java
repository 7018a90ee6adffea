package io.ringtail.daemon.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.client.ring.RingWriter;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.RingGeometry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fences of readers that have caught up: no event after a fence is older, wherever any writer was stopped. */
@Timeout(300)
final class RingFenceTest {
    private static final int UNITS = 1024;
    private static final int SUBBUFS = 4;
    private static final int SLOT = 1;
    private static final int LENGTH = 44;
    /** Around the stamps' half range and range, where a fence's stamp could be mistaken for an event's. */
    private static final long HALF = 1L << (RingGeometry.STAMP_BITS - 1);

    private static final long RANGE = 1L << RingGeometry.STAMP_BITS;

    @ParameterizedTest
    @EnumSource(BufferMode.class)
    void shouldLetNoEventBeOlderWhereverItsWriterWasStopped(BufferMode mode) {
        for (int before : new int[] {0, 1, 84, 85, 86, 200}) {
            boolean stopped = true;
            for (int limit = 0; stopped; limit++) {
                stopped = fenceAt(mode, before, limit);
            }
        }
    }

    /**
     * Stops a writer before one of its accesses, fences, and resumes the writer; returns false if it had no such
     * access.
     */
    private static boolean fenceAt(BufferMode mode, int before, int limit) {
        TestRing ring = ring(mode);
        RingReader reader = ring.ring.openReader(StartAt.OLDEST, true);
        TestRing.Delivered delivered = new TestRing.Delivered();
        write(ring, reader, delivered, before);
        SteppedWriter writer = new SteppedWriter(ring, SLOT);
        int[] step = {0};
        long[] fence = {RingReader.NOT_FENCED};
        int[] had = {0};
        writer.write(TestRing.payload(5000, LENGTH), () -> {
            if (step[0]++ == limit) {
                ring.clock.addAndGet(1_000_000);
                ring.drainPatiently(reader, delivered);
                had[0] = delivered.events.size();
                fence[0] = reader.fence(ring.clock.get(), ring.clock::get);
                assertThat(fence[0]).as("at step %d", limit).isEqualTo(ring.clock.get());
                ring.clock.addAndGet(1_000);
            }
        });
        ring.drainPatiently(reader, delivered);
        long fenced = fence[0];
        assertThat(delivered.events.subList(had[0], delivered.events.size()))
                .as("stopped at step %d of %d", limit, step[0])
                .allMatch(event -> event.timestamp() >= fenced);
        assertThat(delivered.events).extracting(TestRing.Event::timestamp).isSorted();
        assertThat(delivered.events.size() + delivered.lost).isEqualTo(before + 1);
        return step[0] > limit;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 5})
    void shouldKeepTheTimeOfEventsBehindFencesExact(int fences) {
        long[] gaps = {
            0,
            1,
            1000,
            HALF / 2 - 1,
            HALF / 2,
            HALF / 2 + 1,
            HALF - 1,
            HALF,
            HALF + 1,
            HALF + HALF / 2,
            RANGE - 1,
            RANGE,
            RANGE + 1,
            RANGE + HALF,
            3 * RANGE + HALF
        };
        for (long gapBefore : gaps) {
            for (long gapBehind : gaps) {
                timesAreExact(fences, gapBefore, gapBehind);
            }
        }
    }

    private static void timesAreExact(int fences, long gapBefore, long gapBehind) {
        TestRing ring = ring(BufferMode.OVERWRITE);
        RingReader reader = ring.ring.openReader(StartAt.OLDEST, true);
        TestRing.Delivered delivered = new TestRing.Delivered();
        RingWriter writer = ring.writer(SLOT);
        List<Long> times = new ArrayList<>();
        for (int event = 0; event < 3; event++) {
            times.add(ring.clock.get());
            ring.write(writer, event, LENGTH);
            ring.drain(reader, delivered);
            for (int i = 0; i < fences; i++) {
                ring.clock.addAndGet(gapBefore);
                long now = ring.clock.get();
                assertThat(reader.fence(now, ring.clock::get)).isBetween(now - 1, now);
            }
            ring.clock.addAndGet(gapBehind);
        }
        ring.drain(reader, delivered);
        assertThat(delivered.events)
                .extracting(TestRing.Event::timestamp)
                .as("%d fences, %d ns before and %d behind", fences, gapBefore, gapBehind)
                .isEqualTo(times);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 1_000, 1_000_000, HALF / 2 - 1})
    void shouldKeepTheTimeWhereAClockLagsBehindTheOneThatFenced(long lag) {
        TestRing ring = ring(BufferMode.OVERWRITE);
        RingReader reader = ring.ring.openReader(StartAt.OLDEST, true);
        TestRing.Delivered delivered = new TestRing.Delivered();
        RingWriter writer = ring.writer(SLOT);
        ring.write(writer, 1, LENGTH);
        long first = ring.clock.get();
        ring.drain(reader, delivered);
        ring.clock.addAndGet(lag);
        assertThat(reader.fence(ring.clock.get(), ring.clock::get)).isEqualTo(first + lag);
        ring.clock.addAndGet(1 - lag);
        ring.write(writer, 2, LENGTH);
        ring.drain(reader, delivered);
        assertThat(delivered.events).extracting(TestRing.Event::timestamp).containsExactly(first, first + 1);
    }

    @Test
    void shouldNotFenceWhileThereIsMoreToRead() {
        TestRing ring = ring(BufferMode.OVERWRITE);
        RingReader reader = ring.ring.openReader(StartAt.OLDEST, false);
        TestRing.Delivered delivered = new TestRing.Delivered();
        write(ring, reader, delivered, 1);
        ring.write(ring.writer(SLOT), 1, LENGTH);
        assertThat(reader.fence(0, ring.clock::get)).isEqualTo(RingReader.NOT_FENCED);
        ring.drain(reader, delivered);
        assertThat(reader.fence(0, ring.clock::get)).isEqualTo(ring.clock.get());
    }

    @Test
    void shouldShareAFenceThatIsNewEnough() {
        TestRing ring = ring(BufferMode.OVERWRITE);
        RingReader reader = ring.ring.openReader(StartAt.OLDEST, false);
        write(ring, reader, new TestRing.Delivered(), 1);
        long first = reader.fence(0, ring.clock::get);
        long word = ring.ring.reserveAcquire();
        ring.clock.addAndGet(10);
        assertThat(reader.fence(first, ring.clock::get)).isEqualTo(first);
        assertThat(ring.ring.reserveAcquire()).isEqualTo(word);
        assertThat(reader.fence(first + 1, ring.clock::get)).isEqualTo(first + 10);
    }

    private static TestRing ring(BufferMode mode) {
        TestRing ring = new TestRing(UNITS * RingGeometry.UNIT, SUBBUFS, mode);
        ring.startAt(0, 1L << 40);
        return ring;
    }

    private static void write(TestRing ring, RingReader reader, TestRing.Delivered delivered, int events) {
        RingWriter writer = ring.writer(SLOT + 1);
        for (int i = 0; i < events; i++) {
            ring.clock.addAndGet(50);
            assertThat(ring.write(writer, i, LENGTH)).isTrue();
            ring.drain(reader, delivered);
        }
    }
}
