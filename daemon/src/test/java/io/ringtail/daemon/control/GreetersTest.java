package io.ringtail.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GreetersTest {
    private final Greeters greeters = new Greeters();

    @Test
    void shouldLetAProcessHaveAFewSilentConnections() {
        Peer loud = new Peer(100, 7, 7);
        for (int i = 0; i < Greeters.MOST_OF_PROCESS; i++) {
            assertThat(greeters.enter(loud)).isTrue();
        }
        assertThat(greeters.enter(loud)).isFalse();
        assertThat(greeters.enter(new Peer(200, 7, 7))).isTrue();
        greeters.leave(loud);
        assertThat(greeters.enter(loud)).isTrue();
    }

    @Test
    void shouldLetAUserHaveAFewSilentConnections() {
        for (int i = 0; i < Greeters.MOST_OF_USER; i++) {
            assertThat(greeters.enter(new Peer(i / 2, 7, 7))).isTrue();
        }
        assertThat(greeters.enter(new Peer(5000, 7, 7))).isFalse();
        assertThat(greeters.enter(new Peer(5000, 8, 7))).isTrue();
    }

    @Test
    void shouldCountProcessesThatItCannotSeeByTheirUserOnly() {
        for (int i = 0; i < Greeters.MOST_OF_USER; i++) {
            assertThat(greeters.enter(new Peer(0, 7, 7))).isTrue();
        }
        assertThat(greeters.enter(new Peer(0, 7, 7))).isFalse();
        assertThat(greeters.enter(new Peer(0, 8, 8))).isTrue();
    }
}
