package io.ringtail.kafka.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When signs of life are given. */
@Timeout(120)
final class SignGiverTest {
    private static final Duration SOON = Duration.ofMillis(1);

    private final Queue<String> notices = new ConcurrentLinkedQueue<>();
    private final AtomicInteger tries = new AtomicInteger();
    private final CountDownLatch given = new CountDownLatch(1);

    @Test
    void shouldGoOnAfterFailuresThatItReportsOnce() throws Exception {
        SignGiver.Sign sign = () -> {
            int number = tries.incrementAndGet();
            if (number == 2) {
                throw new IllegalStateException("broken");
            }
            if (number < 4) {
                throw new IOException("no daemon");
            }
            given.countDown();
        };
        try (SignGiver giver = SignGiver.start(sign, SOON, SOON, notices::add)) {
            given.await();
            assertThat(giver).isNotNull();
        }
        assertThat(notices).containsExactly("this host gives no sign of life: no daemon");
    }

    @Test
    void shouldNotWaitForTheNextSignWhenItEnds() throws Exception {
        SignGiver.Sign sign = () -> {
            tries.incrementAndGet();
            given.countDown();
        };
        try (SignGiver giver = SignGiver.start(sign, Duration.ofDays(1), Duration.ofDays(1), notices::add)) {
            given.await();
            assertThat(giver).isNotNull();
        }
        assertThat(tries).hasValue(1);
        assertThat(notices).isEmpty();
    }
}
