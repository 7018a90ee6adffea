package io.ringtail.daemon.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.proto.layout.BufferMode;
import org.junit.jupiter.api.Test;

/** A receiver's account where another ring replaces its own. */
class ReplacedRingTest {
    private static final int EVENTS = 10;

    private final TestRing former = new TestRing(4096, 4, BufferMode.OVERWRITE);
    private final TestRing next = new TestRing(4096, 4, BufferMode.OVERWRITE);

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
}
