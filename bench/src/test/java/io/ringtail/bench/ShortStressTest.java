package io.ringtail.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ShortStressTest {
    @ParameterizedTest
    @CsvSource({"45_000, 1, 2000", "45_000, 10, 1250", "45_000, 1_000, 50"})
    void shouldShareTheBudgetOutWithinBounds(String budgetMs, String tests, long iterationMs) {
        assertThat(ShortStress.iterationMs(number(budgetMs), number(tests))).isEqualTo(iterationMs);
    }

    private static long number(String text) {
        return Long.parseLong(text.replace("_", ""));
    }
}
