package io.ringtail.kafka.ship;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.kafka.record.Claim;
import io.ringtail.kafka.record.PageKey;
import io.ringtail.kafka.record.ShippedPage;
import io.ringtail.proto.stream.ClockPair;
import io.ringtail.proto.stream.ClockReading;
import io.ringtail.proto.stream.Position;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Where a shipper resumes after others of its ring buffer, and of another one with the same name. */
final class TrailTest {
    private static final PageKey KEY = new PageKey("a", new UUID(1, 2), 0);

    private static Position at(long events) {
        return new Position(events, 0, events, 0, 0);
    }

    private static ShippedPage page(long session, long generation, long from, long to) {
        ClockReading clock = new ClockReading(new ClockPair(0, 1), 0);
        return new ShippedPage(KEY, session, generation, 0, at(from), at(to), clock, new byte[64]);
    }

    @Test
    void shouldResumeAfterTheLastPageThatCounts() {
        Trail trail = new Trail(1, 7, at(10));
        assertThat(trail.end()).isEqualTo(at(10));
        trail.take(page(1, 7, 10, 20));
        trail.take(new Claim(KEY, 2, 7));
        trail.take(page(1, 7, 20, 30));
        assertThat(trail.end()).isEqualTo(at(20));
        assertThat(trail.session()).isEqualTo(2);
    }

    @Test
    void shouldResumeAfterPagesOfAnotherRingBuffer() {
        Trail trail = new Trail(1, 7, at(10));
        trail.take(page(1, 7, 10, 20));
        trail.take(page(2, 8, 0, 500));
        assertThat(trail.end()).isEqualTo(at(20));
        assertThat(trail.session()).isEqualTo(2);
    }

    @Test
    void shouldBeginAnewWithoutAPageOfTheRingBuffer() {
        Trail trail = new Trail(1, 7, null);
        trail.take(page(2, 8, 0, 500));
        assertThat(trail.end()).isNull();
    }
}
