package io.ringtail.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class PaceTest {
    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long REST = TimeUnit.SECONDS.toNanos(5);

    private final Pace pace = new Pace();

    @Test
    void shouldLeaveAFeedAloneForLongerWhileItGivesLittle() {
        for (long waitMs : new long[] {1, 2, 4, 4}) {
            pace.drained(100, false);
            assertThat(pace.leastNs()).isEqualTo(waitMs * MS);
            assertThat(pace.mostNs(0)).isEqualTo(waitMs * MS);
        }
        pace.drained(1 << 20, false);
        pace.drained(1 << 20, false);
        pace.drained(1 << 20, false);
        assertThat(pace.leastNs()).isEqualTo(MS);
    }

    @Test
    void shouldLetAFeedRestThatHasNothing() {
        pace.drained(100, false);
        pace.drained(100, true);
        assertThat(pace.mostNs(REST)).as("it has just given something").isEqualTo(2 * MS);
        pace.drained(0, true);
        assertThat(pace.leastNs()).isZero();
        assertThat(pace.mostNs(REST)).isEqualTo(REST);
        pace.drained(100, true);
        assertThat(pace.leastNs()).isEqualTo(MS);
    }

    @Test
    void shouldBackOffWhileAFeedCanNeitherGiveNorRest() {
        for (long waitMs : new long[] {1, 2, 4, 8, 16, 20, 20}) {
            pace.drained(0, false);
            assertThat(pace.leastNs()).isEqualTo(MS);
            assertThat(pace.mostNs(0)).isEqualTo(waitMs * MS);
        }
    }
}
