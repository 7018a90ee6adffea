package io.ringtail.proto.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PositionsTest {
    @Test
    void shouldBeReadBackFromTheirText() {
        Positions positions =
                new Positions(37, Map.of(2, new Position(36, 4, 5, 0, 7), 0, new Position(1, 0, 0, 0, 0)));
        assertThat(positions.text()).isEqualTo("11:0.1.0.0.0.0,2.10.4.5.0.7");
        assertThat(Positions.parse(positions.text())).isEqualTo(positions);
    }

    @Test
    void shouldHoldNone() {
        Positions positions = new Positions(Long.MAX_VALUE, Map.of());
        assertThat(Positions.parse(positions.text())).isEqualTo(positions);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                ":0.1.0.0.0.0",
                "é:0.1.0.0.0.0",
                "1:0",
                "1:.1.0.0.0.0",
                "1:-1.1.0.0.0.0",
                "1:99999999999.1.0.0.0.0",
                "1:0.1.0.0.0",
                "1:0.1.0.0.0.0,0.1.0.0.0.0"
            })
    void shouldRefuseWhatIsNone(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Positions.parse(text));
    }
}
