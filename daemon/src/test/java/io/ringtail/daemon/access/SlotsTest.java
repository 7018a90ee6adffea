package io.ringtail.daemon.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Shares, reserves and rates. */
final class SlotsTest {
    private static final PeerLimits LIMITS = new PeerLimits(50, 20, 10);

    private final Slots slots = new Slots("connections", 10, LIMITS);

    @Test
    void shouldLimitOneAccountAndLeaveTheReserveToTheOperator() throws Exception {
        take("alice", 5);
        assertThatThrownBy(() -> slots.take("alice", false))
                .isInstanceOfSatisfying(
                        LimitException.class, e -> assertThat(e.isOfAccount()).isTrue())
                .hasMessageStartingWith("alice has 5 connections, which is its limit");
        take("bob", 3);
        assertThatThrownBy(() -> slots.take("carol", false))
                .isInstanceOfSatisfying(
                        LimitException.class, e -> assertThat(e.isOfAccount()).isFalse())
                .hasMessageStartingWith("8 connections are being served, which is the limit");
        slots.take("root", true);
        slots.take("root", true);
        assertThatThrownBy(() -> slots.take("root", true)).isInstanceOf(LimitException.class);
        assertThat(slots.use()).isEqualTo(new Slots.Use("connections", 10, 2, 5, 10, "alice", 5, 3));
    }

    @Test
    void shouldForgetAnAccountThatHasReleasedEverything() throws Exception {
        take("alice", 5);
        for (int i = 0; i < 5; i++) {
            slots.release("alice");
        }
        assertThat(slots.use()).isEqualTo(new Slots.Use("connections", 10, 2, 5, 0, null, 0, 0));
        take("alice", 5);
    }

    @Test
    void shouldGiveSeveralAtOnceAndMoreThanAShareToOneThatHasNone() throws Exception {
        slots.take("alice", false, 4);
        assertThatThrownBy(() -> slots.take("alice", false, 2))
                .hasMessage("alice has 4 connections, and 2 more would exceed its limit of 5: end some, or try again"
                        + " later");
        assertThatThrownBy(() -> slots.take("bob", false, 5))
                .hasMessage("4 connections are being served, and 5 more would exceed the limit of 8: try again later");
        slots.release("alice", 4);
        slots.take("bob", false, 20);
        assertThatThrownBy(() -> slots.take("alice", false)).isInstanceOf(LimitException.class);
        slots.release("bob", 20);
        assertThat(slots.use().used()).isZero();
    }

    @Test
    void shouldLetTheOperatorExceedAShareButNotTheWhole() throws Exception {
        for (int i = 0; i < 10; i++) {
            slots.take("root", true);
        }
        assertThatThrownBy(() -> slots.take("root", true)).isInstanceOf(LimitException.class);
    }

    @Test
    void shouldAllowASecondsRequestsAtOnceAndThenTheRate() throws Exception {
        AtomicLong nowNs = new AtomicLong();
        RequestRates rates = new RequestRates(10, nowNs::get);
        for (int i = 0; i < 10; i++) {
            rates.count("alice");
        }
        assertThatThrownBy(() -> rates.count("alice"))
                .isInstanceOf(LimitException.class)
                .hasMessageStartingWith("alice sends more than 10 requests a second");
        rates.count("bob");
        nowNs.addAndGet(100_000_000);
        rates.count("alice");
        assertThatThrownBy(() -> rates.count("alice")).isInstanceOf(LimitException.class);
        assertThat(rates.refused()).isEqualTo(2);
    }

    @Test
    void shouldKnowABoundedNumberOfAccounts() throws Exception {
        RequestRates rates = new RequestRates(1, () -> 0);
        rates.count("first");
        for (int i = 0; i < 5000; i++) {
            rates.count("account " + i);
        }
        rates.count("first");
    }

    private void take(String account, int count) throws LimitException {
        for (int i = 0; i < count; i++) {
            slots.take(account, false);
        }
    }
}
