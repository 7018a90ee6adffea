package io.ringtail.daemon.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.daemon.trigger.TriggerAction.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TriggerActionTest {
    @ParameterizedTest
    @CsvSource({
        "snapshot, SNAPSHOT, , 9223372036854775807",
        "snapshot:1, SNAPSHOT, , 1",
        "stop, STOP, , 9223372036854775807",
        "stop:3, STOP, , 3",
        "count, COUNT, , 9223372036854775807",
        "enable:*, ENABLE, *, 9223372036854775807",
        "enable:http:*, ENABLE, http:*, 9223372036854775807",
        "disable:http:*:2, DISABLE, http:*, 2",
        "disable:tick:2, DISABLE, tick, 2",
    })
    void shouldParseAnAction(String text, Kind kind, String events, long most) {
        TriggerAction action = TriggerAction.parse(text);
        assertThat(action.kind()).isEqualTo(kind);
        assertThat(String.valueOf(action.events())).isEqualTo(String.valueOf(events));
        assertThat(action.most()).isEqualTo(most);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "snap",
                "snapshot:",
                "snapshot:0",
                "snapshot:x",
                "snapshot:1:2",
                "stop:*",
                "count:5",
                "enable",
                "enable:",
                "enable:5",
                "snapshot:9999999999",
                "SNAPSHOT"
            })
    void shouldRefuseWhatIsNoAction(String text) {
        assertThatThrownBy(() -> TriggerAction.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no action");
    }

    @Test
    void shouldRefuseATextThatIsTooLong() {
        assertThatThrownBy(() -> TriggerAction.parse("enable:" + "a".repeat(100_000)))
                .hasMessageContaining("is no action");
        assertThatThrownBy(() -> TriggerAction.parse("enable:" + "a".repeat(280)))
                .hasMessageContaining("255");
    }
}
