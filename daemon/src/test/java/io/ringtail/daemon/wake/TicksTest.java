package io.ringtail.daemon.wake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class TicksTest {
    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Ticks ticks = new Ticks();

    @Test
    void shouldLookSoonAfterAWakeUpAndLessOftenAsNothingMoves() {
        long now = 0;
        assertThat(ticks.next(true, now)).isEqualTo(MS);
        assertThat(ticks.next(false, now + MS)).isEqualTo(2 * MS);
        assertThat(ticks.next(false, now + 3 * MS)).isEqualTo(2 * MS);
        assertThat(ticks.next(false, now + 1000 * MS)).isEqualTo(2 * MS);
        assertThat(ticks.next(false, now + 1001 * MS)).isEqualTo(8 * MS);
        assertThat(ticks.next(false, now + 60_000 * MS)).isEqualTo(8 * MS);
        assertThat(ticks.next(false, now + 60_001 * MS)).isEqualTo(32 * MS);
        assertThat(ticks.next(true, now + 60_002 * MS)).isEqualTo(MS);
        assertThat(ticks.next(false, now + 60_003 * MS)).isEqualTo(2 * MS);
    }
}
