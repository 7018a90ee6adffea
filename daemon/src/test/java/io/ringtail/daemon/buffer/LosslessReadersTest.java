package io.ringtail.daemon.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.client.ring.RingWriter;
import io.ringtail.proto.layout.BufferMode;
import org.junit.jupiter.api.Test;

/** Lossless readers of a ring that another one replaces. */
class LosslessReadersTest {
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
}
