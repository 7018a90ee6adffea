package io.ringtail.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class PaceTest {
    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Pace pace = new Pace();

    @Test
    void shouldLeaveAFeedAloneForLongerWhileItGivesLittle() {
        for (long waitMs : new long[] {1, 2, 4, 4}) {
            assertThat(pace.nextNs(100)).isEqualTo(waitMs * MS);
        }
        for (long waitMs : new long[] {2, 1, 1}) {
            assertThat(pace.nextNs(1 << 20)).isEqualTo(waitMs * MS);
        }
    }

    @Test
    void shouldBackOffWhileAFeedCanNeitherGiveNorRest() {
        for (long waitMs : new long[] {1, 2, 4, 8, 16, 20, 20}) {
            assertThat(pace.nextNs(0)).isEqualTo(waitMs * MS);
        }
    }

    @Test
    void shouldBeginAgainAfterARest() {
        pace.nextNs(100);
        pace.nextNs(100);
        pace.rests();
        assertThat(pace.nextNs(100)).isEqualTo(MS);
    }
}
