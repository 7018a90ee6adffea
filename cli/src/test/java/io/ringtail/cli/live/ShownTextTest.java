package io.ringtail.cli.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ShownTextTest {
    @Test
    void shouldReplaceWhatATerminalObeys() {
        assertThat(ShownText.of("a\033[2J\u009b31m\n\t\u202eb\u2028\u200b\ud800"))
                .isEqualTo("a?[2J?31m???b???");
    }

    @Test
    void shouldKeepWhatPeopleWrite() {
        assertThat(ShownText.of("Grüße, 東京, ж, 😀")).isEqualTo("Grüße, 東京, ж, 😀");
    }

    @ParameterizedTest
    @CsvSource({"abc, 3", "東京, 4", "e\u0301, 1", "ｆ, 2", "😀, 2", "'', 0"})
    void shouldCountColumns(String text, int columns) {
        assertThat(ShownText.width(text)).isEqualTo(columns);
    }

    @ParameterizedTest
    @CsvSource({"abcdef, 6, abcdef", "abcdef, 5, abcd…", "abcdef, 1, …", "abc, 0, ''", "東京都, 5, 東京…", "東京都, 4, 東…"})
    void shouldCutToColumns(String text, int columns, String cut) {
        assertThat(ShownText.cut(text, columns)).isEqualTo(cut);
    }
}
