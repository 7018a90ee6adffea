package io.ringtail.kafka.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.kafka.record.Checkpoints.Checkpoint;
import io.ringtail.kafka.record.MetaKey.Kind;
import io.ringtail.proto.stream.ClockPair;
import io.ringtail.proto.stream.ClockReading;
import io.ringtail.proto.stream.Position;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes of {@code PREFIX.meta}. */
final class MetaRecordsTest {
    private static final UUID BOOT = UUID.fromString("01234567-89ab-cdef-0123-456789abcdef");
    private static final Checkpoints POSITIONS = new Checkpoints(
            9, List.of(new Checkpoint(3, 4, 5, new Position(6, 8, 10, 11, 0)), new Checkpoint(2, 1, 0, null)));

    @ParameterizedTest
    @EnumSource
    void shouldReadEachKindOfKeyAsWritten(Kind kind) throws Exception {
        int id = kind == Kind.FORMAT || kind == Kind.THREAD ? -12 : 0;
        MetaKey key = new MetaKey("web_1", BOOT, -77, kind, id);
        assertThat(MetaKey.parse(key.bytes())).isEqualTo(key);
    }

    @Test
    void shouldHaveTheseBytes() {
        assertThat(new MetaKey("a", BOOT, 12, Kind.FORMAT, 34).text())
                .isEqualTo("a/01234567-89ab-cdef-0123-456789abcdef/12/format/34");
        assertThat(MetaKey.of("a", BOOT, 12, Kind.POSITIONS).text())
                .isEqualTo("a/01234567-89ab-cdef-0123-456789abcdef/12/positions");
        assertThat(HexFormat.of().formatHex(ClockRecord.bytes(new ClockReading(new ClockPair(1, 2), 3))))
                .isEqualTo("0100000000000000" + "0200000000000000" + "0300000000000000");
        assertThat(HexFormat.of().formatHex(POSITIONS.bytes()))
                .isEqualTo("0900000000000000" + "02000000" + "03000000" + "04000000" + "0500000000000000" + "01000000"
                        + "0600000000000000" + "08000000" + "0a00000000000000" + "0b00000000000000" + "0".repeat(16)
                        + "02000000" + "01000000" + "0".repeat(16) + "00000000" + "0".repeat(72));
    }

    @Test
    void shouldReadValuesAsWritten() throws Exception {
        assertThat(Checkpoints.parse(POSITIONS.bytes())).isEqualTo(POSITIONS);
        ClockReading clock = new ClockReading(new ClockPair(1, 2), 3);
        assertThat(ClockRecord.parse(ClockRecord.bytes(clock))).isEqualTo(clock);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a/01234567-89ab-cdef-0123-456789abcdef/12",
                "a/01234567-89ab-cdef-0123-456789abcdef/12/format",
                "a/01234567-89ab-cdef-0123-456789abcdef/12/clock/1",
                "a/01234567-89ab-cdef-0123-456789abcdef/12/unheard",
                "a/01234567-89ab-cdef-0123-456789abcdef/99999999999999999999/clock",
                "a/01234567-89ab-cdef-0123-456789abcdef/9999999999999999999/clock",
                "a/01234567-89ab-cdef-0123-456789abcdef/12/format/9999999999"
            })
    void shouldRefuseOtherKeys(String key) {
        assertThatThrownBy(() -> MetaKey.parse(key.getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(MalformedRecordException.class);
    }

    @Test
    void shouldRefuseValuesOfOtherLengthsAndNumbers() {
        byte[] cut = HexFormat.of().parseHex("0900000000000000" + "02000000" + "00");
        assertThatThrownBy(() -> Checkpoints.parse(cut))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessage("checkpoints of 2 CPUs in 13 bytes");
        byte[] many = HexFormat.of().parseHex("0900000000000000" + "ffffff7f");
        assertThatThrownBy(() -> Checkpoints.parse(many)).isInstanceOf(MalformedRecordException.class);
        byte[] negative = POSITIONS.bytes();
        negative[15] = (byte) 0x80;
        assertThatThrownBy(() -> Checkpoints.parse(negative)).isInstanceOf(MalformedRecordException.class);
        assertThatThrownBy(() -> ClockRecord.parse(new byte[23]))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessage("the clock has 23 bytes, not 24");
    }

    @Test
    void shouldNameTopicsByTheirPrefix() {
        assertThat(new TopicNames("a.b").pages()).isEqualTo("a.b.pages");
        assertThatThrownBy(() -> new TopicNames("a/b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'a/b'");
    }
}
