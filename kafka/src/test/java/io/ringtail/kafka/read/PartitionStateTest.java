package io.ringtail.kafka.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.kafka.record.ShippedPage;
import io.ringtail.reader.fleet.FleetHost;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** What a partition keeps of the pages that have been read, and how far it says that it is. */
final class PartitionStateTest {
    private static final FleetHost HOST = new FleetHost("a", FleetTopic.BOOT, 1);

    private final PartitionState state = new PartitionState(new TopicPartition("ringtail.pages", 0), 0, Long.MAX_VALUE);

    private HeldPage read(long offset) {
        ShippedPage page = FleetTopic.page("a", 0, 0, 10 + offset);
        HeldPage held = new HeldPage(new HostBuffer(HOST), page.frame(), 0, 0, 0, offset);
        state.read(offset);
        state.hold(held, Long.MAX_VALUE);
        return held;
    }

    @Test
    void shouldKeepNoPageThatWasPassedOn() {
        for (int offset = 0; offset < 100; offset++) {
            HeldPage page = read(offset);
            assertThat(page.frame()).isNotNull();
            page.release();
            assertThatThrownBy(page::frame).isInstanceOf(NullPointerException.class);
        }
        assertThat(state.held()).isOne();
    }

    @Test
    void shouldHaveDeliveredAllBeforeTheFirstPageThatWaits() {
        HeldPage first = read(0);
        HeldPage second = read(1);
        HeldPage third = read(2);
        second.release();
        assertThat(state.delivered()).isZero();
        first.release();
        assertThat(state.delivered()).isEqualTo(2);
        third.release();
        assertThat(state.delivered()).isEqualTo(3);
    }
}
