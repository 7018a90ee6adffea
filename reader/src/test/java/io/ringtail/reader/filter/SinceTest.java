package io.ringtail.reader.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SinceTest {
    private static final long NOW = 50_000_000_000L;
    private static final Instant WALL = Instant.parse("2026-01-31T12:00:10Z");

    @ParameterizedTest
    @CsvSource({
        "10s, 40000000000",
        "500ms, 49500000000",
        "1.5us, 49999998500",
        "2m, 1",
        "999999999h, 1",
        "42.25, 42250000000",
        "60, 50000000000",
        "2026-01-31T12:00:00Z, 40000000000",
        "2026-01-31T13:00:00.5+01:00, 40500000000",
        "2027-01-31T12:00:00Z, 50000000000",
        "1769860800, 40000000000",
        "1769860800.123456789, 40123456789",
        "1000000000.5, 1",
        "9999999999, 50000000000",
        "1500-01-31T12:00:00Z, 1",
    })
    void shouldGiveTheTimeOfTheEventsClock(String text, long ns) {
        Since since = Since.parse(text);
        assertThat(since.at(NOW, WALL)).isEqualTo(ns);
        assertThat(Since.parse(since.text()).at(NOW, WALL)).isEqualTo(ns);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1s", "yesterday", "10 s", "99999999999", "1769860800s", "2026-13-01T00:00:00Z"})
    void shouldRefuseWhatIsNoTime(String text) {
        assertThatThrownBy(() -> Since.parse(text)).hasMessageContaining("must be a duration like 10s");
    }
}
