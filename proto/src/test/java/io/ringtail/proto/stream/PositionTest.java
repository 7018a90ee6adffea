package io.ringtail.proto.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PositionTest {
    @Test
    void shouldBeReadBackFromItsText() {
        Position position = new Position(Long.MAX_VALUE, 4080, 123, 0, 1L << 60);
        assertThat(Position.parse(position.text())).isEqualTo(position);
        assertThat(new Position(36, 4, 5, 0, 7).text()).isEqualTo("10.4.5.0.7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "1.4.5.0",
                "1.4.5.0.7.8",
                "1.4.5.0.",
                "1.4.5.0.-7",
                "1.4.5.0.é",
                "1.3.5.0.7",
                "1.zzzzzzz.5.0.7",
                "zzzzzzzzzzzzzzzz.4.5.0.7"
            })
    void shouldRefuseWhatIsNoPosition(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Position.parse(text));
    }
}
