package io.ringtail.daemon.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.client.ring.RingWriter;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.RingDescriptor;
import io.ringtail.proto.stream.Position;
import org.junit.jupiter.api.Test;

/** A receiver's account where another ring replaces its own. */
class ReplacedRingTest {
    private static final int EVENTS = 10;
    private static final int LATE = 3;

    private final TestRing former = new TestRing(4096, 4, BufferMode.OVERWRITE);
    private final TestRing next = new TestRing(4096, 4, BufferMode.OVERWRITE);
    /** The next ring, which knows that it is the CPU's second one. */
    private final ReaderRing second = new ReaderRing(
            0, 1, next.region, next.geometry, BufferMode.OVERWRITE, Intents.UNSEEN, next.readerClock::get);

    @Test
    void shouldLoseNothingThatWasRead() {
        former.writeMany(former.writer(0), EVENTS, 48);
        RingReader reader = former.ring.openReader(StartAt.OLDEST, false);
        former.drain(reader, new TestRing.Delivered());
        LossAccount account = LossAccount.since(next.ring, 0);
        account.follow(reader.losses());
        assertThat(account.pending()).isZero();
        assertThat(account.eventsHad()).isEqualTo(EVENTS);
    }

    /** A thread that was about to count a dropped event when the ring was closed does so afterwards. */
    @Test
    void shouldCountDropsOnceThatCameLateWhereverTheDaemonEnds() {
        former.ring.closeFor(next.ring);
        former.region.getAndAddLong(RingDescriptor.DROPPED_OFFSET, LATE);
        assertThat(next.ring.statistics().dropped()).isZero();
        assertThat(next.ring.forgetFormer(false)).isNotNull();
        assertThat(next.ring.statistics().dropped()).isEqualTo(LATE);
        ReaderRing again = former.adopted();
        ReaderRing adopted = next.adopted();
        again.continueIn(adopted);
        assertThat(adopted.statistics().dropped()).isEqualTo(LATE);
        assertThat(adopted.forgetFormer(false)).isNotNull();
        assertThat(adopted.statistics().dropped()).isEqualTo(LATE);
    }

    /** As where units are owed for ever by a daemon that died while it closed the ring. */
    @Test
    void shouldLoseWhatWasCommittedAndPassed() {
        RingReader reader = former.ring.openReader(StartAt.OLDEST, false);
        former.writeMany(former.writer(0), EVENTS, 48);
        LossAccount account = LossAccount.since(next.ring, 0);
        account.follow(reader.losses());
        assertThat(account.pending()).isEqualTo(EVENTS);
        assertThat(account.eventsHad()).isZero();
    }

    @Test
    void shouldSkipWhatIsTooOldInEachRing() {
        writeInBoth();
        RingReader reader = second.openReaderSince(next.clock.get(), false);
        assertThat(former.read(reader, new TestRing.Delivered())).isFalse();
        assertThat(reader.isOver()).isTrue();
        reader = reader.succeed();
        assertThat(reader.position().notBefore()).isEqualTo(next.clock.get());
        shouldReadTheLast(reader);
    }

    @Test
    void shouldSkipWhatIsTooOldForAReceiverThatResumesOnceItsRingHasGone() {
        writeInBoth();
        Position position;
        try (RingReader reader = second.openReaderSince(next.clock.get(), false)) {
            assertThat(former.read(reader, new TestRing.Delivered())).isFalse();
            position = reader.position();
        }
        assertThat(second.forgetFormer(false)).isNotNull();
        shouldReadTheLast(second.openReader(position, false));
    }

    @Test
    void shouldSkipWhatIsTooOldForAReaderOpenedByAReferenceToARingThatHasGone() {
        writeInBoth();
        assertThat(second.forgetFormer(false)).isNotNull();
        shouldReadTheLast(former.ring.openReaderSince(next.clock.get(), false));
    }

    @Test
    void shouldLoseWhatARingHadThatHasGoneToAReceiverThatResumesByAReferenceToIt() {
        former.writeMany(former.writer(0), EVENTS, 48);
        Position position;
        try (RingReader reader = former.ring.openReader(StartAt.OLDEST, false)) {
            position = reader.position();
        }
        former.ring.closeFor(second);
        assertThat(second.forgetFormer(false)).isNotNull();
        assertThat(former.ring.openReader(position, false).losses().pending()).isEqualTo(EVENTS);
    }

    /** Writes one event in the first ring, and two in the next one: later, and later again. */
    private void writeInBoth() {
        former.write(former.writer(0), 0, 48);
        former.ring.closeFor(second);
        RingWriter writer = next.writer(0);
        next.clock.set(former.clock.get() + 100);
        next.write(writer, 1, 48);
        next.clock.addAndGet(100);
        next.write(writer, 2, 48);
    }

    private void shouldReadTheLast(RingReader reader) {
        TestRing.Delivered delivered = new TestRing.Delivered();
        next.drain(reader, delivered);
        assertThat(delivered.events)
                .singleElement()
                .satisfies(event -> assertThat(event.sequence()).isEqualTo(2));
        assertThat(delivered.lost).isZero();
    }
}
