package io.ringtail.daemon.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.client.ring.RingWriter;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.stream.Position;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lossless readers of a ring that another one replaces, or whose daemon ends before they do. */
class LosslessReadersTest {
    private static final int EVENTS = 30;
    private static final int MANY = 1000;
    private static final long TIMEOUT_NS = 30_000_000_000L;

    private final TestRing ring = new TestRing(4096, 4, BufferMode.DISCARD);
    private final RingWriter writer = ring.writer(0);
    private final TestRing.Delivered first = new TestRing.Delivered();
    private final TestRing.Delivered second = new TestRing.Delivered();

    @Test
    void shouldLoseNothingThatWasWrittenForTheReaderThatResumesLast() {
        Position early = read(second, EVENTS);
        Position late = read(first, 2 * EVENTS);
        ReaderRing adopted = ring.adopted();
        RingReader returned = adopted.openReturning(late, true);
        long written = writeMore(returned);
        RingReader last = adopted.openReturning(early, true);
        ring.drain(last, second);
        assertThat(second.lost).isEqualTo(ring.ring.dropped());
        assertThat(second.events).hasSize((int) written);
    }

    @Test
    void shouldKeepNothingForReadersThatHaveResumed() {
        Position one = read(first, EVENTS);
        Position other = read(second, EVENTS);
        ReaderRing adopted = ring.adopted();
        RingReader last = adopted.openReturning(one, true);
        RingReader returned = adopted.openReturning(other, true);
        writeMore(returned);
        ring.drain(last, first);
        assertThat(adopted.consumed()).isEqualTo(adopted.current());
        assertThat(adopted.dismissStalled(System.nanoTime(), TIMEOUT_NS)).isZero();
    }

    @Test
    void shouldStopKeepingEventsForAReaderThatDoesNotResumeInTime() {
        read(second, EVENTS);
        Position late = read(first, 2 * EVENTS);
        long beforeNs = System.nanoTime();
        ReaderRing adopted = ring.adopted();
        long afterNs = System.nanoTime();
        RingReader returned = adopted.openReturning(late, true);
        writeMore(returned);
        long kept = adopted.consumed();
        assertThat(adopted.dismissStalled(beforeNs + TIMEOUT_NS, TIMEOUT_NS)).isZero();
        assertThat(adopted.dismissStalled(afterNs + TIMEOUT_NS + 1, TIMEOUT_NS)).isEqualTo(1);
        adopted.publishConsumed();
        assertThat(adopted.consumed()).isGreaterThan(kept).isEqualTo(adopted.current());
    }

    @Test
    void shouldStillKeepEventsForAnAbsentReaderAfterTwoDaemons() {
        read(second, EVENTS);
        Position late = read(first, 2 * EVENTS);
        ReaderRing adopted = ring.adopted();
        writeMore(adopted.openReturning(late, true));
        long kept = adopted.consumed();
        ReaderRing again = ring.adopted();
        writeMore(again.openReturning(late, true));
        assertThat(again.consumed()).isEqualTo(kept);
    }

    @Test
    void shouldKeepEventsForReadersThatEndWithTheDaemon() {
        RingReader slow = ring.ring.openReader(StartAt.OLDEST, true);
        RingReader fast = ring.ring.openReader(StartAt.OLDEST, true);
        long written = writeMore(fast);
        ring.ring.leaveReaders();
        slow.close();
        ring.ring.publishConsumed();
        fast.close();
        assertThat(ring.ring.consumed()).isZero();
        ReaderRing adopted = ring.adopted();
        RingReader last = adopted.openReturning(slow.position(), true);
        ring.drain(last, second);
        assertThat(second.events).hasSize((int) written);
    }

    /** Writes events, reads them with a reader from the beginning, and returns its position; the reader stays open. */
    private Position read(TestRing.Delivered to, int count) {
        RingReader reader = ring.ring.openReader(StartAt.OLDEST, true);
        ring.writeMany(writer, count, 48);
        ring.drain(reader, to);
        return reader.position();
    }

    /** Writes more than the ring holds under a reader; returns how many events it has room for, earlier ones included. */
    private long writeMore(RingReader reader) {
        TestRing.Delivered delivered = new TestRing.Delivered();
        for (int i = 0; i < MANY; i++) {
            ring.write(writer, i, 48);
            ring.drain(reader, delivered);
        }
        return ring.ring.statistics().written();
    }

    @Test
    void shouldKeepTheNextRingsEventsUntilTheLastReaderOfTheFormerRingHasCome() {
        TestRing former = new TestRing(4096, 4, BufferMode.DISCARD);
        TestRing next = new TestRing(4096, 4, BufferMode.DISCARD);
        RingReader slow = former.ring.openReader(StartAt.OLDEST, true);
        former.ring.closeFor(next.ring);
        former.ring.openReader(StartAt.OLDEST, true).close();
        RingReader fast = next.ring.openReader(StartAt.NOW, true);
        RingWriter writer = next.writer(0);
        next.writeMany(writer, 200, 48);
        next.drain(fast, new TestRing.Delivered());
        assertThat(next.ring.consumed()).isZero();
        slow.close();
        next.ring.publishConsumed();
        assertThat(next.ring.consumed()).isPositive();
    }

    @Test
    void shouldKeepNothingInTheNextRingForAReaderThatWasDismissed() {
        TestRing former = new TestRing(4096, 4, BufferMode.DISCARD);
        TestRing next = new TestRing(4096, 4, BufferMode.DISCARD);
        RingReader stalled = former.ring.openReader(StartAt.OLDEST, true);
        assertThat(former.ring.dismissStalled(System.nanoTime() + 1_000_000_000, 1))
                .isEqualTo(1);
        former.ring.closeFor(next.ring);
        stalled.succeed();
        assertThat(next.ring.dismissStalled(System.nanoTime() + 1_000_000_000, 1))
                .isZero();
    }

    @Test
    void shouldKeepANewCpusEventsForAReaderThatIsStillToResumeInARingThatWasReplaced() {
        read(second, EVENTS);
        ReaderRing adopted = ring.adopted();
        TestRing next = new TestRing(4096, 4, BufferMode.DISCARD);
        adopted.closeFor(next.ring);
        CpuRings rings = new CpuRings(1);
        rings.set(next.ring);
        TestRing added = new TestRing(4096, 4, BufferMode.DISCARD);
        rings.add(added.ring);
        RingReader fast = added.ring.openReader(StartAt.NOW, true);
        added.writeMany(added.writer(0), 200, 48);
        added.drain(fast, new TestRing.Delivered());
        assertThat(added.ring.consumed()).isZero();
        RingReader returned = added.ring.openReturning(null, true);
        added.drain(returned, first);
        assertThat(added.ring.consumed()).isPositive();
    }

    @Test
    void shouldLeaveANewCpusEventsToTheNextDaemonIfThisOneIsEnding() {
        CpuRings rings = new CpuRings(1);
        rings.leave();
        List<RingReader> opened = new ArrayList<>();
        rings.watch(added -> opened.add(added.openReader(StartAt.BEGINNING, true)));
        rings.add(ring.ring);
        ring.writeMany(writer, EVENTS, 48);
        opened.forEach(RingReader::close);
        assertThat(ring.adopted().absence().count()).isEqualTo(1);
    }
}
