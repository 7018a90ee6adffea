package io.ringtail.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.daemon.life.DaemonEnd;
import io.ringtail.daemon.life.Duties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConductorErrorsTest {
    private long nowNs = 1;
    private final ConductorErrors errors = new ConductorErrors(new DaemonEnd(), () -> nowNs);

    @Test
    void shouldTellOfAnErrorWhileItRecurs() {
        assertThat(errors.problem()).isEmpty();
        for (int turn = 0; turn < 30; turn++) {
            errors.onError(new IllegalStateException("two\nlines"));
            nowNs += TimeUnit.SECONDS.toNanos(1);
            assertThat(errors.problem())
                    .isEqualTo("java.lang.IllegalStateException: two?lines, " + (turn + 1)
                            + " times, 1 s ago: see the daemon's log");
        }
        nowNs += TimeUnit.SECONDS.toNanos(5);
        assertThat(errors.problem()).isEmpty();
    }

    @Test
    void shouldTellOfWhatFailedBesideAnotherError() {
        Duties duties = new Duties();
        duties.run(() -> {
            throw new IllegalStateException("first");
        });
        assertThat(duties.run(() -> 3)).isEqualTo(3);
        duties.run(() -> {
            throw new IllegalArgumentException("second");
        });
        try {
            duties.end();
        } catch (IllegalStateException e) {
            errors.onError(e);
        }
        assertThat(errors.problem()).startsWith("java.lang.IllegalArgumentException: second, 1 times");
    }
}
