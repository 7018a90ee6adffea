package io.ringtail.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class OrderingCountsTest {
    private final OrderingCounts counts = new OrderingCounts();

    @Test
    void shouldListForbiddenOutcomesOnlyIfThereAreAny() {
        counts.add("written", 7);
        counts.forbid("torn", 0);
        assertThat(counts.row("streams", 7)).hasToString("streams" + " ".repeat(47) + "7          0  written: 7");
    }

    @Test
    void shouldCountTooManyAndTooFewAlike() {
        counts.forbid("unaccounted", 3);
        counts.forbid("unaccounted", -2);
        OrderingRow row = counts.row("streams", 7);
        assertThat(row.forbidden()).isEqualTo(5);
        assertThat(row.outcomes()).containsEntry("FORBIDDEN unaccounted", 5L);
    }
}
