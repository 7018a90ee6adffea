package io.ringtail.daemon.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.client.ring.RingWriter;
import io.ringtail.daemon.buffer.TestRing.Delivered;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.RingDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.stream.FrameDescriptor;
import io.ringtail.proto.stream.Position;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that a receiver that leaves and comes back gets every event once, or a report of its loss. */
final class ResumptionTest {
    private static final int PAYLOAD = 48;
    private static final int TRIALS = 200;
    private static final int VISITS = 12;

    private final Random random = new Random(7);
    private final Map<Integer, Long> times = new HashMap<>();
    private final Delivered delivered = new Delivered();
    private int written = 1;
    private int dropped;

    @ParameterizedTest
    @EnumSource(BufferMode.class)
    void shouldGoOnWhereItWas(BufferMode mode) {
        for (int trial = 0; trial < TRIALS; trial++) {
            TestRing ring = new TestRing(4096, 4, mode);
            RingWriter writer = ring.writer(0);
            begin();
            write(ring, writer, random.nextInt(300));
            RingReader reader = ring.ring.openReader(StartAt.BEGINNING, random.nextBoolean());
            for (int visit = 0; visit < VISITS; visit++) {
                readSome(ring, reader);
                Position position = Position.parse(reader.position().text());
                reader.close();
                write(ring, writer, random.nextInt(random.nextBoolean() ? 30 : 600));
                reader = ring.ring.openReader(position, random.nextBoolean());
                write(ring, writer, random.nextInt(20));
            }
            ring.drain(reader, delivered);
            assertThat(reader.caughtUp()).isTrue();
            checkOrderAndTimes();
            RingStatistics accounts = ring.ring.statistics();
            assertThat(accounts.dropped()).isEqualTo(dropped);
            assertThat(delivered.events.size() + delivered.lost).isEqualTo(accounts.written() + accounts.dropped());
        }
    }

    @Test
    void shouldLoseNothingThatTheRingStillHolds() {
        TestRing ring = new TestRing(4096, 4, BufferMode.OVERWRITE);
        RingWriter writer = ring.writer(0);
        begin();
        RingReader reader = ring.ring.openReader(StartAt.OLDEST, false);
        for (int visit = 0; visit < 40; visit++) {
            write(ring, writer, 70);
            readSome(ring, reader);
            reader = ring.ring.openReader(reader.position(), false);
        }
        ring.drain(reader, delivered);
        assertThat(delivered.lost).isZero();
        assertThat(delivered.events).hasSize(written - 1);
    }

    @Test
    void shouldStillNotHaveWhatWasThereBeforeItBegan() {
        TestRing ring = new TestRing(4096, 4, BufferMode.OVERWRITE);
        RingWriter writer = ring.writer(0);
        begin();
        write(ring, writer, 10);
        Position position = ring.ring.openReader(StartAt.NOW, false).position();
        assertThat(position.notBefore()).isPositive();
        ring.clock.set(position.notBefore() + 1);
        write(ring, writer, 10);
        ring.drain(ring.ring.openReader(position, false), delivered);
        assertThat(delivered.events).hasSize(10);
        assertThat(delivered.lost).isZero();
    }

    @ParameterizedTest
    @EnumSource(BufferMode.class)
    void shouldNotMissWhatWasThereBeforeItBegan(BufferMode mode) {
        for (int trial = 0; trial < TRIALS; trial++) {
            TestRing ring = new TestRing(4096, 4, mode);
            RingWriter writer = ring.writer(0);
            begin();
            write(ring, writer, random.nextInt(300));
            RingReader reader = ring.ring.openReader(StartAt.NOW, random.nextBoolean());
            ring.clock.set(System.nanoTime() + 1);
            RingStatistics before = ring.ring.statistics();
            for (int visit = 0; visit < VISITS; visit++) {
                if (random.nextBoolean()) {
                    readSome(ring, reader);
                }
                Position position = reader.position();
                reader.close();
                write(ring, writer, random.nextInt(random.nextBoolean() ? 30 : 600));
                reader = ring.ring.openReader(position, random.nextBoolean());
            }
            ring.drain(reader, delivered);
            RingStatistics accounts = ring.ring.statistics();
            assertThat(delivered.events.size() + delivered.lost)
                    .isEqualTo(accounts.written() - before.written() + accounts.dropped() - before.dropped());
        }
    }

    @Test
    void shouldTellThatItHasSkippedEvents() {
        TestRing ring = new TestRing(4096, 4, BufferMode.OVERWRITE);
        RingWriter writer = ring.writer(0);
        begin();
        write(ring, writer, 10);
        RingReader reader = ring.ring.openReaderSince(ring.clock.get() + 1, false);
        assertThat(reader.poll(ring.page, true)).isZero();
        assertThat(reader.hasSkipped()).isTrue();
        assertThat(reader.poll(ring.page, true)).isZero();
        assertThat(reader.hasSkipped()).isFalse();
        write(ring, writer, 500);
        ring.drain(ring.ring.openReader(reader.position(), false), delivered);
        assertThat(delivered.events.size() + delivered.lost).isEqualTo(500);
    }

    @Test
    void shouldBearPositionsThatNobodyWasGiven() {
        TestRing ring = new TestRing(4096, 4, BufferMode.OVERWRITE);
        RingWriter writer = ring.writer(0);
        begin();
        for (int trial = 0; trial < 2000; trial++) {
            write(ring, writer, random.nextInt(40));
            long current = ring.ring.current();
            long subbuf = random.nextInt(10) == 0 ? random.nextLong() >>> 1 : Math.max(0, current - random.nextInt(6));
            Position position = new Position(
                    subbuf,
                    random.nextInt(1 << 12) & -4,
                    random.nextLong() >>> random.nextInt(1, 64),
                    random.nextLong() >>> random.nextInt(1, 64),
                    random.nextBoolean() ? 0 : random.nextLong() >>> 1);
            RingReader reader = ring.ring.openReader(position, false);
            Delivered some = new Delivered();
            ring.drain(reader, some);
            assertThat(reader.caughtUp()).as("%s", position).isTrue();
            assertThat(some.events.size()).isLessThanOrEqualTo(4 * 4096 / PAYLOAD);
            write(ring, writer, 5);
            int before = some.events.size();
            if (position.notBefore() == 0) {
                ring.drain(reader, some);
                assertThat(some.events).hasSize(before + 5);
                assertThat(some.events.get(before + 4).timestamp()).isEqualTo(ring.clock.get());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void shouldBearAnyCommitWord(int slot) {
        TestRing ring = new TestRing(4096, 4, BufferMode.OVERWRITE);
        begin();
        write(ring, ring.writer(0), 500);
        long sequence = ring.ring.sequence(slot);
        int word = ring.geometry.slotOffset(slot) + RingDescriptor.COMMIT_OFFSET;
        long lap = ring.geometry.lap(sequence);
        for (int bit = 0; bit <= RingGeometry.UNITS_BITS; bit++) {
            ring.region.putLong(word, RingGeometry.commitWord(80, lap, (1L << bit) - 1));
            for (int offset = 4;
                    offset <= FrameDescriptor.MAX_FRAME;
                    offset = offset < 4096 ? offset + 4 : offset * 2) {
                RingReader reader = ring.ring.openReader(new Position(sequence, offset, 0, 0, 0), false);
                assertThat(reader.poll(ring.page, true)).isBetween(0, 4096);
            }
        }
    }

    private void begin() {
        times.clear();
        delivered.events.clear();
        delivered.lost = 0;
        written = 1;
        dropped = 0;
    }

    private void write(TestRing ring, RingWriter writer, int events) {
        for (int i = 0; i < events; i++) {
            long now = ring.clock.addAndGet(50);
            times.put(written, now);
            dropped += ring.write(writer, written++, PAYLOAD) ? 0 : 1;
        }
    }

    private void readSome(TestRing ring, RingReader reader) {
        boolean more = true;
        for (int page = random.nextInt(4); page > 0 && more; page--) {
            more = ring.read(reader, delivered);
        }
    }

    private void checkOrderAndTimes() {
        int last = 0;
        for (TestRing.Event event : delivered.events) {
            assertThat(event.sequence()).isGreaterThan(last);
            assertThat(event.timestamp()).isEqualTo(times.get(event.sequence()));
            last = event.sequence();
        }
    }
}
