package io.ringtail.reader.perfetto;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DurationLanesTest {
    private final DurationLanes lanes = new DurationLanes();

    @Test
    void shouldUseALaneAgainOnceItIsFree() {
        assertThat(lanes.lane(1, "query", 0, 10)).isZero();
        assertThat(lanes.lane(1, "query", 5, 11)).isEqualTo(1);
        assertThat(lanes.lane(1, "query", 10, 12)).isZero();
        assertThat(lanes.lane(1, "query", 10, 13)).isEqualTo(2);
        assertThat(lanes.lane(1, "query", 11, 14)).isEqualTo(1);
        assertThat(lanes.lane(2, "query", 5, 15)).isZero();
        assertThat(lanes.lane(1, "other", 5, 16)).isZero();
    }

    @Test
    void shouldBoundTheLanes() {
        for (int i = 0; i < 256; i++) {
            assertThat(lanes.lane(1, "query", 0, 1000 + i)).isEqualTo(i);
        }
        assertThat(lanes.lane(1, "query", 0, 2000)).isZero();
        assertThat(lanes.lane(1, "query", 0, 2001)).isEqualTo(1);
    }
}
