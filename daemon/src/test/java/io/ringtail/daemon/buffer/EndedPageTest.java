package io.ringtail.daemon.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.client.ring.RingWriter;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.page.EventHeader;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A page that ends before its last event: a repair has stored a padding where it does not know the bytes that follow,
 * or a process has stored what is no event.
 */
class EndedPageTest {
    private static final int PAYLOAD = 20;
    private static final int EVENT_UNITS = EventHeader.units(PAYLOAD);
    private static final int PADDING = EventHeader.word(EventHeader.PADDING, 0);
    private static final int DAMAGE = EventHeader.word(EventHeader.LARGE, 0);
    private static final int EVENTS = 10;
    private static final int READABLE = 4;
    private static final long SEED = 17;

    private final TestRing ring = new TestRing(4096, 4, BufferMode.OVERWRITE);
    private final RingWriter writer = ring.writer(0);
    private final TestRing.Delivered delivered = new TestRing.Delivered();
    private int written;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldNotWaitThereUntilTheSubBufferIsFull(boolean padding) {
        RingReader reader = ring.ring.openReader(StartAt.OLDEST, false);
        write(EVENTS);
        end(ring, READABLE, padding ? PADDING : DAMAGE);
        ring.drain(reader, delivered);
        assertThat(delivered.events).hasSize(READABLE);
        assertThat(delivered.lost).isEqualTo(EVENTS - READABLE);
        shouldBeAtTheEnd(reader);
        write(3);
        ring.drain(reader, delivered);
        assertThat(delivered.lost).isEqualTo(EVENTS - READABLE + 3);
        shouldBeAtTheEnd(reader);
        write(2 * 4096 / PAYLOAD);
        ring.drain(reader, delivered);
        assertThat(delivered.events.size() + delivered.lost).isEqualTo(written);
        assertThat(delivered.events).hasSizeGreaterThan(4096 / PAYLOAD);
        shouldBeAtTheEnd(reader);
    }

    @Test
    void shouldGoOnInTheRingThatReplacesIt() {
        TestRing next = new TestRing(4096, 4, BufferMode.OVERWRITE);
        ReaderRing second = new ReaderRing(
                0, 1, next.region, next.geometry, BufferMode.OVERWRITE, Intents.UNSEEN, next.readerClock::get);
        RingReader reader = ring.ring.openReader(StartAt.OLDEST, false);
        write(EVENTS);
        end(ring, READABLE, PADDING);
        ring.ring.closeFor(second);
        ring.drain(reader, delivered);
        assertThat(reader.isOver() && reader.caughtUp()).isTrue();
        assertThat(delivered.lost).isEqualTo(EVENTS - READABLE);
        next.write(next.writer(0), EVENTS, PAYLOAD);
        next.drain(reader.succeed(), delivered);
        assertThat(delivered.events).hasSize(READABLE + 1);
        assertThat(delivered.lost).isEqualTo(EVENTS - READABLE);
    }

    /** The reader knows of two stopped writers, one of which resumes before the reader has passed it. */
    @Test
    void shouldCountOnceWhatAStoppedWriterCommitsAfterAll() {
        RepairTrial trial = RingRepairTest.Case.APPEND.prepared(BufferMode.OVERWRITE, 0);
        int units = RingRepairTest.Case.APPEND.units();
        int beforeCommit = RingRepairTest.Case.APPEND.accesses() - 2;
        RingReader reader = trial.ring.ring.openReader(StartAt.OLDEST, false);
        long[] had = {0};
        trial.stop(RepairTrial.OTHER, units, beforeCommit, () -> {
            trial.write(units);
            trial.stop(RepairTrial.VICTIM, units, beforeCommit, () -> {
                trial.write(units);
                poll(trial, reader, 1, had);
                assertThat(poll(trial, reader, 1, had)).as("one event").isPositive();
            });
            trial.ring.region.putInt(
                    trial.ring.geometry.dataOffset(0) + reader.position().offset() + 4 * RingGeometry.UNIT, PADDING);
            for (int i = 0; i < 20; i++) {
                poll(trial, reader, Integer.MAX_VALUE, had);
            }
            assertThat(had[0]).isEqualTo(trial.written());
        });
        trial.fillTo(RepairTrial.UNITS);
        trial.write(units);
        for (int i = 0; i < 20; i++) {
            poll(trial, reader, Integer.MAX_VALUE, had);
        }
        assertThat(reader.caughtUp()).isTrue();
        assertThat(had[0]).isEqualTo(trial.written());
    }

    private static int poll(RepairTrial trial, RingReader reader, int most, long[] had) {
        trial.ring.readerClock.addAndGet(20_000_000);
        int length = reader.poll(trial.ring.page, true, most, EventVisitor.NONE);
        had[0] += length == 0 ? 0 : reader.page().events() + reader.page().lost();
        return length;
    }

    @ParameterizedTest
    @EnumSource(BufferMode.class)
    void shouldCloseTheAccountOfAReceiverThatResumesAnywhere(BufferMode mode) {
        for (int header : new int[] {PADDING, DAMAGE}) {
            shouldCloseTheAccountOfAReceiverThatResumesAnywhere(mode, header);
        }
    }

    private static void shouldCloseTheAccountOfAReceiverThatResumesAnywhere(BufferMode mode, int header) {
        Random random = new Random(SEED);
        for (int trial = 0; trial < 200; trial++) {
            TestRing other = new TestRing(4096, 4, mode);
            RingWriter of = other.writer(0);
            TestRing.Delivered had = new TestRing.Delivered();
            RingReader reader = other.ring.openReader(StartAt.BEGINNING, random.nextBoolean());
            int next = 1;
            int dropped = 0;
            for (int round = 0; round < 30; round++) {
                int count = random.nextInt(30);
                for (int i = 0; i < count; i++) {
                    other.clock.addAndGet(50);
                    dropped += other.write(of, next++, PAYLOAD) ? 0 : 1;
                }
                if (round == 1) {
                    end(other, random.nextInt(next), header);
                }
                for (int reads = random.nextInt(4); reads > 0; reads--) {
                    other.read(reader, had);
                }
                if (random.nextInt(3) == 0) {
                    reader.close();
                    reader = other.ring.openReader(reader.position(), random.nextBoolean());
                }
            }
            other.drain(reader, had);
            assertThat(reader.caughtUp()).isTrue();
            RingStatistics accounts = other.ring.statistics();
            assertThat(accounts.dropped()).isEqualTo(dropped);
            assertThat(had.events.size() + had.lost).as("trial %s", trial).isEqualTo(next - 1);
            shouldKeepOrder(had);
        }
    }

    /** Each event has the time at which it was written, and none is delivered twice. */
    private static void shouldKeepOrder(TestRing.Delivered had) {
        long offset = 0;
        int last = 0;
        for (TestRing.Event event : had.events) {
            long begin = event.timestamp() - 50L * event.sequence();
            assertThat(event.sequence()).isGreaterThan(last);
            assertThat(last == 0 ? begin : offset).isEqualTo(begin);
            offset = begin;
            last = event.sequence();
        }
    }

    private void shouldBeAtTheEnd(RingReader reader) {
        assertThat(reader.caughtUp()).isTrue();
        assertThat(reader.hasMore()).isFalse();
        assertThat(reader.fence(ring.clock.get(), ring.clock::get)).isNotEqualTo(RingReader.NOT_FENCED);
        int events = delivered.events.size();
        assertThat(ring.drain(ring.ring.openReader(reader.position(), false), delivered))
                .as("pages for a receiver that resumes")
                .isZero();
        assertThat(delivered.events).hasSize(events);
    }

    private void write(int events) {
        for (int i = 0; i < events; i++) {
            ring.clock.addAndGet(50);
            assertThat(ring.write(writer, ++written, PAYLOAD)).isTrue();
        }
    }

    /** Stores another header over that of an event of the first sub-buffer, and a length that no event has. */
    private static void end(TestRing ring, int event, int header) {
        int offset = RingGeometry.HEADER_UNITS + event * EVENT_UNITS;
        int at = ring.geometry.dataOffset(0) + offset * RingGeometry.UNIT;
        ring.region.putInt(at, header);
        ring.region.putInt(at + RingGeometry.UNIT, -1);
    }
}
