package io.ringtail.proto.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventSchemaTest {
    private static EventSchema.Builder schema() {
        return EventSchema.builder("shop", "order");
    }

    private static void assertRefused(EventSchema.Builder schema, String... words) {
        assertThatThrownBy(schema::build)
                .isInstanceOf(InvalidSchemaException.class)
                .hasMessageContainingAll(words)
                .hasMessageNotContainingAny("\n", "\u0007");
    }

    @Test
    void shouldPlaceEachFieldAtItsNaturalAlignment() {
        EventSchema schema = schema().field("a", FieldType.U8)
                .field("b", FieldType.S16)
                .field("c", FieldType.BOOL)
                .field("d", FieldType.F64)
                .chars("e", 3)
                .field("f", FieldType.STRING)
                .field("g", FieldType.U8)
                .build();

        assertThat(schema.fields()).extracting(Field::offset).containsExactly(8, 10, 12, 16, 24, 28, 32);
        assertThat(schema.fields()).extracting(Field::size).containsExactly(1, 2, 1, 8, 3, 4, 1);
        assertThat(schema.fixedSize()).isEqualTo(36);
    }

    @Test
    void shouldTakeOnlyTheCommonFieldsWithoutAnyOther() {
        assertThat(schema().build().fixedSize()).isEqualTo(EventSchema.COMMON_SIZE);
    }

    @Test
    void shouldEqualASchemaOfTheSameSystemNameAndFields() {
        EventSchema schema = schema().field("a", FieldType.U8).build();

        assertThat(schema)
                .isEqualTo(schema().field("a", FieldType.U8).build())
                .hasSameHashCodeAs(schema().field("a", FieldType.U8).build())
                .isNotEqualTo(schema().field("a", FieldType.S8).build())
                .isNotEqualTo(schema().hex("a", FieldType.U8).build())
                .isNotEqualTo(EventSchema.builder("shop", "bill")
                        .field("a", FieldType.U8)
                        .build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1a", "a-b", "a b", "a\nb", "a/..", "\u00e9", "\u0007"})
    void shouldRefuseWhatIsNoName(String name) {
        assertRefused(EventSchema.builder(name, "order"), "system name");
        assertRefused(EventSchema.builder("shop", name), "event name");
        assertRefused(schema().field(name, FieldType.U8), "field name");
    }

    @Test
    void shouldRefuseANameThatIsTooLongWithABoundedMessage() {
        assertThat(EventSchema.builder("s", "n".repeat(64)).build().name()).hasSize(64);
        assertThatThrownBy(() -> EventSchema.builder("s", "n".repeat(100_000)).build())
                .isInstanceOf(InvalidSchemaException.class)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300));
    }

    @Test
    void shouldRefuseFieldsThatCannotBeToldApart() {
        assertRefused(schema().field("a", FieldType.U8).field("a", FieldType.S8), "two fields are called a");
        assertRefused(schema().field("common_pid", FieldType.U8), "common_pid");
    }

    @Test
    void shouldRefuseTooManyFieldsAndTooManyBytes() {
        EventSchema.Builder many = schema();
        for (int i = 0; i <= EventSchema.MAX_FIELDS; i++) {
            many.field("f" + i, FieldType.U8);
        }
        assertRefused(many, "65", "64");
        int room = EventSchema.MAX_FIXED_SIZE - EventSchema.COMMON_SIZE;
        assertThat(schema().chars("a", room).build().fixedSize()).isEqualTo(EventSchema.MAX_FIXED_SIZE);
        assertRefused(schema().chars("a", room + 1), "32769", "32768");
        assertRefused(schema().chars("a", Integer.MAX_VALUE), "2147483647");
        assertRefused(schema().chars("a", 0), "length 0");
        assertRefused(schema().chars("a", -1), "length -1");
        assertRefused(schema().field("a", FieldType.CHARS), "length 0");
    }

    @Test
    void shouldRefuseDisplayAndSymbolsOfWhatIsNoInteger() {
        assertRefused(schema().hex("a", FieldType.F32), "a", "F32", "not an integer");
        assertRefused(schema().symbols("a", FieldType.STRING, Map.of(1L, "x")), "a", "STRING", "not an integer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "say \"x\"", "back\\slash", "line\nbreak", "\u00e9", "bell\u0007"})
    void shouldRefuseWhatIsNoLabel(String label) {
        assertRefused(schema().symbols("state", FieldType.U8, Map.of(1L, label)), "state", "symbol");
    }

    @Test
    void shouldRefuseSymbolsOfValuesTheTypeCannotHold() {
        assertRefused(schema().symbols("a", FieldType.U8, Map.of(256L, "x")), "256");
        assertRefused(schema().symbols("a", FieldType.U8, Map.of(-1L, "x")), "-1");
        assertRefused(schema().symbols("a", FieldType.S8, Map.of(128L, "x")), "128");
        assertRefused(schema().symbols("a", FieldType.S32, Map.of(1L << 31, "x")), "2147483648");
        assertThat(schema().symbols("a", FieldType.S8, Map.of(-128L, "x", 127L, "y"))
                        .symbols("b", FieldType.U64, Map.of(-1L, "max"))
                        .build()
                        .fields())
                .hasSize(2);
    }

    @Test
    void shouldRefuseSymbolsThatFitNoControlMessage() {
        Map<Long, String> symbols = new HashMap<>();
        for (long value = 0; value < EventSchema.MAX_SYMBOLS; value++) {
            symbols.put(value, "x".repeat(EventSchema.MAX_LABEL_LENGTH));
        }
        EventSchema.Builder schema = schema();
        for (String name : new String[] {"a", "b", "c"}) {
            schema.symbols(name, FieldType.U16, symbols);
        }
        assertThat(schema.build().fields()).hasSize(3);
        assertRefused(schema.symbols("d", FieldType.U16, symbols), "61440", "symbols");
        symbols.put(256L, "one more");
        assertRefused(schema().symbols("a", FieldType.U16, symbols), "257", "256");
    }
}
