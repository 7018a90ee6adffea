package io.ringtail.kafka.ship;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.kafka.record.PageKey;
import io.ringtail.kafka.record.ShippedPage;
import io.ringtail.proto.page.PageHeader;
import io.ringtail.proto.stream.ClockPair;
import io.ringtail.proto.stream.ClockReading;
import io.ringtail.proto.stream.Position;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** From where to where a CPU's records say that they go. */
final class LaneTest {
    private static final int SUBBUF = 4096;
    private static final ClockReading CLOCK = new ClockReading(new ClockPair(1, 2), 3);

    private static Lane lane(@Nullable Position from) {
        return new Lane(new PageKey("a", new UUID(1, 2), 0), 0, SUBBUF, 0, from, 0);
    }

    private static Position at(long events) {
        return new Position(0, 0, events, 0, 0);
    }

    /** Adds a page that states five events to be lost. */
    private static void add(Lane lane) {
        ByteBuffer page = ByteBuffer.allocate(SUBBUF).order(ByteOrder.LITTLE_ENDIAN);
        int length = PageHeader.write(page, 0, 1, 0, 5);
        assertThat(lane.add(0, 0, 0, page, 0, length, 0)).isTrue();
    }

    private static ShippedPage take(Lane lane) {
        return lane.take(1, 1, 0, CLOCK, 0);
    }

    @Test
    void shouldBeginTheFirstRecordWhereTheStreamBegan() {
        Lane lane = lane(null);
        lane.reached(at(10));
        lane.reached(at(20));
        add(lane);
        lane.reached(at(25));
        ShippedPage first = take(lane);
        assertThat(first.begin()).isEqualTo(at(20));
        assertThat(first.end()).isEqualTo(at(25));
        lane.reached(at(30));
        assertThat(take(lane).begin()).isEqualTo(at(25));
    }

    @Test
    void shouldBeginARecordWithoutAPageAtItsPosition() {
        Lane lane = lane(null);
        lane.reached(at(10));
        assertThat(lane.isDue(0, 0, 0)).isTrue();
        ShippedPage first = take(lane);
        assertThat(first.begin()).isEqualTo(at(10));
        assertThat(first.end()).isEqualTo(at(10));
    }

    @Test
    void shouldBeginWhereTheTopicEnds() {
        Lane lane = lane(at(7));
        lane.reached(at(10));
        add(lane);
        lane.reached(at(15));
        assertThat(take(lane).begin()).isEqualTo(at(7));
    }
}
