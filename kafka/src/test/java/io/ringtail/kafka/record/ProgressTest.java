package io.ringtail.kafka.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.kafka.record.Progress.Verdict;
import io.ringtail.proto.stream.ClockPair;
import io.ringtail.proto.stream.ClockReading;
import io.ringtail.proto.stream.Position;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Which records of a CPU count, in the order of the topic. */
final class ProgressTest {
    private static final PageKey KEY = new PageKey("a", new UUID(1, 2), 0);

    private final Progress progress = new Progress();

    private static ShippedPage page(long session, long generation, Position begin, Position end) {
        ClockReading clock = new ClockReading(new ClockPair(0, 0), 0);
        return new ShippedPage(KEY, session, generation, 0, begin, end, clock, new byte[0]);
    }

    private static Position at(long events) {
        return new Position(events / 10, (int) (events % 10) * 4, events, 0, 0);
    }

    private Verdict take(long session, long from, long to) {
        return progress.take(page(session, 1, at(from), at(to)));
    }

    @Test
    void shouldDeliverASessionsRecordsInTheirOrder() {
        assertThat(progress.take(new Claim(KEY, 5, 1))).isEqualTo(Verdict.SEEN);
        assertThat(take(5, 0, 10)).isEqualTo(Verdict.NEXT);
        assertThat(take(5, 10, 15)).isEqualTo(Verdict.NEXT);
        assertThat(progress.missing()).isZero();
        assertThat(progress.overlap()).isZero();
        assertThat(progress.end()).isEqualTo(at(15));
    }

    @Test
    void shouldPassOverARecordThatComesAgain() {
        take(5, 0, 10);
        take(5, 10, 15);
        assertThat(take(5, 0, 10)).isEqualTo(Verdict.SEEN);
        assertThat(take(5, 10, 15)).isEqualTo(Verdict.SEEN);
        assertThat(progress.end()).isEqualTo(at(15));
    }

    @Test
    void shouldPassOverWhatAnEarlierSessionStillSends() {
        take(5, 0, 10);
        progress.take(new Claim(KEY, 6, 1));
        assertThat(take(5, 10, 12)).isEqualTo(Verdict.SUPERSEDED);
        assertThat(take(6, 10, 18)).isEqualTo(Verdict.NEXT);
        assertThat(progress.missing()).isZero();
        assertThat(progress.overlap()).isZero();
        assertThat(take(5, 12, 20)).isEqualTo(Verdict.SUPERSEDED);
        assertThat(progress.end()).isEqualTo(at(18));
    }

    @Test
    void shouldKnowAClaimThatItHasNotSeen() {
        Progress later = new Progress(6);
        assertThat(later.take(page(5, 1, at(10), at(12)))).isEqualTo(Verdict.SUPERSEDED);
        assertThat(later.end()).isNull();
    }

    @Test
    void shouldCountWhatIsMissingInTheTopic() {
        take(5, 0, 10);
        assertThat(take(5, 13, 15)).isEqualTo(Verdict.NEXT);
        assertThat(progress.missing()).isEqualTo(3);
    }

    @Test
    void shouldCountWhatHasBeenDeliveredBeforeWhereItBeganAfterAClaim() {
        assertThat(take(5, 0, 12)).isEqualTo(Verdict.NEXT);
        assertThat(take(6, 5, 18)).isEqualTo(Verdict.NEXT);
        assertThat(progress.overlap()).isEqualTo(7);
        assertThat(progress.missing()).isZero();
    }

    @Test
    void shouldNotKnowWhatAnotherRingBufferHadInTheEnd() {
        take(5, 0, 10);
        assertThat(progress.take(page(6, 2, at(0), at(4)))).isEqualTo(Verdict.NEXT);
        assertThat(progress.missing()).isEqualTo(Progress.UNKNOWN);
        assertThat(progress.generation()).isEqualTo(2);
        assertThat(progress.take(page(6, 2, at(4), at(6)))).isEqualTo(Verdict.NEXT);
        assertThat(progress.missing()).isZero();
    }

    @Test
    void shouldMoveOnWithAPageWithoutEvents() {
        take(5, 0, 10);
        Position moved = new Position(7, 0, 10, 0, 0);
        assertThat(progress.take(page(5, 1, at(10), moved))).isEqualTo(Verdict.NEXT);
        assertThat(progress.end()).isEqualTo(moved);
        assertThat(progress.take(page(5, 1, moved, moved))).isEqualTo(Verdict.SEEN);
    }
}
