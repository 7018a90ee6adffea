package io.ringtail.daemon.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.RingDescriptor;
import org.junit.jupiter.api.Test;

/** A receiver's account where another ring replaces its own. */
class ReplacedRingTest {
    private static final int EVENTS = 10;
    private static final int LATE = 3;

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
}
