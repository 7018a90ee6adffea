package io.ringtail.proto.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventPropertiesTest {
    private static final String TEXT = """
            description: A customer's order: as it arrived.
            enabled: 0
            label: Commande reçue
            level: debug
            price.label: Limit price
            price.unit: €
            sampled: 100
            """;

    @Test
    void shouldReadWhatItWrites() {
        EventProperties properties = EventProperties.parse(TEXT);
        assertThat(properties.text()).isEqualTo(TEXT);
        assertThat(properties.of(EventProperties.Key.DESCRIPTION)).contains("A customer's order: as it arrived.");
        assertThat(properties.of("price", EventProperties.Key.UNIT)).contains("€");
        assertThat(properties.of("price", EventProperties.Key.DESCRIPTION)).isEmpty();
        assertThat(properties.of("other", EventProperties.Key.UNIT)).isEmpty();
        assertThat(properties.isEnabledAtFirst()).isFalse();
        assertThat(EventProperties.NONE.isEnabledAtFirst()).isTrue();
        assertThat(EventProperties.parse("").text()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "label",
                "label:",
                "label: ",
                "colour: red",
                "unit: ms",
                "price.level: info",
                "price.enabled: 0",
                "1.label: x",
                ".label: x",
                "a b.label: x",
                "a.b.label: x",
                "enabled: 1",
                "level: loud",
                "sampled: -1",
                "sampled: ten",
                "label: bell \u0007",
                "label: \u009b31m",
                "label: \u2028",
                "label: \u202egnirts",
                "label: one\nlabel: two",
                "a.unit: ms\nlevel: info\na.unit: ms",
            })
    void shouldRefuseWhatIsNoProperty(String text) {
        assertThatThrownBy(() -> EventProperties.parse(text))
                .isInstanceOf(InvalidSchemaException.class)
                .hasMessageMatching("\\p{Print}+");
    }

    @Test
    void shouldBoundTheTexts() {
        assertThat(EventProperties.NONE
                        .with(EventProperties.Key.LABEL, "x".repeat(64))
                        .text())
                .hasSize(72);
        assertThatThrownBy(() -> EventProperties.NONE.with(EventProperties.Key.LABEL, "x".repeat(65)))
                .hasMessageContaining("1 to 64 characters");
        EventProperties most = EventProperties.NONE;
        for (int i = 0; i < 8; i++) {
            most = most.with("field" + i, EventProperties.Key.DESCRIPTION, "x".repeat(1000));
        }
        EventProperties full = most;
        assertThatThrownBy(() -> full.with("field9", EventProperties.Key.DESCRIPTION, "x".repeat(1000)))
                .hasMessageContaining("more than 8192");
        assertThatThrownBy(() -> EventProperties.parse("x".repeat(8193))).hasMessageContaining("8193");
    }

    /** A client's text, or that of a file: what it costs to parse is in proportion to its length. */
    @Test
    void shouldParseTheLongestTextInOneGo() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; lines.length() < EventProperties.MAX_LENGTH - 11; i++) {
            lines.append('f').append(Integer.toString(i, 36)).append(".unit: x\n");
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        EventProperties.parse(lines.toString());
        long before = threads.getCurrentThreadAllocatedBytes();
        EventProperties properties = EventProperties.parse(lines.toString());
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1 << 20);
        assertThat(properties.of("fa", EventProperties.Key.UNIT)).contains("x");
    }

    @Test
    void shouldFindNoPropertyInsideAnother() {
        EventProperties properties = EventProperties.parse("a.label: unit: no\nb.label: level: info\nxa.unit: ms");
        assertThat(properties.of(EventProperties.Key.LEVEL)).isEmpty();
        assertThat(properties.of("a", EventProperties.Key.UNIT)).isEmpty();
        assertThat(properties.of("xa", EventProperties.Key.UNIT)).contains("ms");
        assertThat(properties.of("a", EventProperties.Key.LABEL)).contains("unit: no");
    }

    @Test
    void shouldReplaceAPropertyThatIsGivenAgain() {
        EventProperties properties = EventProperties.parse("label: one\nlevel: info\n");
        assertThat(properties.with(EventProperties.Key.LABEL, "two").text()).isEqualTo("label: two\nlevel: info\n");
    }

    @Test
    void shouldTravelWithTheSchemaAndNotMakeItAnother() {
        EventSchema described = order().properties(EventProperties.parse(TEXT)).build();
        ByteBuffer encoded = EventSchemaCodec.encode(described);
        EventSchema decoded = EventSchemaCodec.decode(encoded);
        assertThat(decoded.properties().text()).isEqualTo(TEXT);
        assertThat(decoded).isEqualTo(described).isEqualTo(order().build());
        assertThatThrownBy(() -> EventSchemaCodec.decode(encoded.slice(0, encoded.limit() - 1)))
                .isInstanceOf(InvalidSchemaException.class);
    }

    @Test
    void shouldRefusePropertiesOfFieldsThatDoNotExist() {
        EventProperties other = EventProperties.parse("quantity.unit: pieces");
        assertThatThrownBy(() -> order().properties(other).build())
                .isInstanceOf(InvalidSchemaException.class)
                .hasMessageContaining("quantity.unit");
    }

    private static EventSchema.Builder order() {
        return EventSchema.builder("shop", "order").fixedPoint("price", FieldType.S64, 4);
    }
}
