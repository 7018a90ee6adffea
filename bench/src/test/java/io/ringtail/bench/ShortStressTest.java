package io.ringtail.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ShortStressTest {
    @ParameterizedTest
    @CsvSource({"45_000, 1, 2000, 10", "45_000, 10, 1250, 1", "45_000, 1_000, 50, 1", "3_600_000, 18, 2000, 49"})
    void shouldShareTheBudgetOutWithinBounds(String budgetMs, String tests, long iterationMs, long iterations) {
        assertThat(ShortStress.iterationMs(number(budgetMs), number(tests))).isEqualTo(iterationMs);
        assertThat(ShortStress.iterations(number(budgetMs), number(tests))).isEqualTo(iterations);
    }

    private static long number(String text) {
        return Long.parseLong(text.replace("_", ""));
    }
}
