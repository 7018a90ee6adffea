package io.ringtail.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How often an idle conductor has something to do. */
class IdleConductorTest extends HandDrivenConductor {
    private static final long STEP_NS = TimeUnit.MILLISECONDS.toNanos(1);

    /** It reads the list of CPUs five times a second, and looks for ended clients in one of these cycles. */
    @Test
    void shouldWakeUpFiveTimesASecondWheneverAClientLeft() {
        for (int leftAfterMs = 0; leftAfterMs < 1000; leftAfterMs += 330) {
            FakeProxy client = attach(100, null);
            pass(leftAfterMs);
            startTimes.clear();
            conductor.clientListener().onClosed(client);
            wakeUps(3);
            assertThat(conductor.clients()).isEmpty();
            assertThat(wakeUps(10)).isEqualTo(50);
        }
    }

    @Test
    void shouldWakeUpOnceASecondWhenCpusHaveNotChangedForAMinute() throws Exception {
        wakeUps(62);
        assertThat(wakeUps(10)).isEqualTo(10);
        TestDaemon.setOnline(dir, "0-2");
        wakeUps(1);
        assertThat(conductor.online().cardinality()).isEqualTo(3);
        assertThat(wakeUps(10)).isBetween(50, 51);
    }

    /** Runs the conductor when it has something to do, and counts how often that is. */
    private int wakeUps(int seconds) {
        int wakeUps = 0;
        long endNs = nowNs + TimeUnit.SECONDS.toNanos(seconds);
        for (; nowNs < endNs; nowNs += STEP_NS) {
            if (conductor.leftNs(nowNs) <= 0) {
                wakeUps++;
                conductor.doWork();
            }
        }
        return wakeUps;
    }
}
