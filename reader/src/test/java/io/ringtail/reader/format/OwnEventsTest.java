package io.ringtail.reader.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.EventSchema;
import io.ringtail.proto.event.FieldType;
import io.ringtail.proto.event.FormatText;
import io.ringtail.proto.event.InvalidFormatException;
import io.ringtail.reader.LinePrinter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

final class OwnEventsTest {
    private static final int ID = 300;

    @Test
    void shouldPrintIntegersOfAllSizesWithTheirSigns() throws Exception {
        EventSchema schema = EventSchema.builder("test", "integers")
                .field("a", FieldType.U8)
                .field("b", FieldType.S8)
                .field("c", FieldType.U16)
                .field("d", FieldType.S16)
                .field("e", FieldType.U32)
                .field("f", FieldType.S32)
                .field("g", FieldType.U64)
                .field("h", FieldType.S64)
                .build();
        Consumer<ByteBuffer> allOnes =
                payload -> schema.fields().forEach(field -> fill(payload, field.offset(), field.size()));

        assertThat(text(schema, allOnes))
                .isEqualTo("a=255 b=-1 c=65535 d=-1 e=4294967295 f=-1 g=18446744073709551615 h=-1");
        assertThat(json(schema, allOnes))
                .isEqualTo("\"test:integers\",\"fields\":{\"a\":255,\"b\":-1,\"c\":65535,\"d\":-1,"
                        + "\"e\":4294967295,\"f\":-1,\"g\":18446744073709551615,\"h\":-1}}\n");
    }

    @Test
    void shouldPrintHexFieldsAsNumbersInJson() throws Exception {
        EventSchema schema = EventSchema.builder("test", "hex")
                .hex("a", FieldType.U8)
                .hex("b", FieldType.U64)
                .build();
        Consumer<ByteBuffer> values = payload ->
                payload.put(offset(schema, 0), (byte) 0xab).putLong(offset(schema, 1), 0xfedc_ba98_7654_3210L);

        assertThat(text(schema, values)).isEqualTo("a=0xab b=0xfedcba9876543210");
        assertThat(json(schema, values)).endsWith("{\"a\":171,\"b\":18364758544493064720}}\n");
    }

    @Test
    void shouldPrintFloatingPointFieldsAsValues() throws Exception {
        EventSchema schema = EventSchema.builder("test", "floats")
                .field("f", FieldType.F32)
                .field("d", FieldType.F64)
                .field("n", FieldType.F64)
                .field("i", FieldType.F32)
                .build();
        Consumer<ByteBuffer> values = payload -> payload.putFloat(offset(schema, 0), 0.1f)
                .putDouble(offset(schema, 1), -2.5)
                .putDouble(offset(schema, 2), Double.NaN)
                .putFloat(offset(schema, 3), Float.NEGATIVE_INFINITY);

        assertThat(text(schema, values)).isEqualTo("f=0.1 d=-2.5 n=NaN i=-Infinity");
        assertThat(json(schema, values)).endsWith("{\"f\":0.1,\"d\":-2.5,\"n\":\"NaN\",\"i\":\"-Infinity\"}}\n");
    }

    @Test
    void shouldPrintNamedValuesAsTheirNamesAndOthersAsNumbers() throws Exception {
        EventSchema schema = EventSchema.builder("test", "symbols")
                .symbols("a", FieldType.U8, Map.of(1L, "ONE", 2L, "TWO"))
                .symbols("b", FieldType.S32, Map.of(-1L, "NONE"))
                .symbols("c", FieldType.U8, Map.of(1L, "ONE"))
                .field("z", FieldType.BOOL)
                .build();
        Consumer<ByteBuffer> values = payload -> payload.put(offset(schema, 0), (byte) 2)
                .putInt(offset(schema, 1), -1)
                .put(offset(schema, 2), (byte) 9)
                .put(offset(schema, 3), (byte) 1);

        assertThat(text(schema, values)).isEqualTo("a=TWO b=NONE c=0x9 z=1");
        assertThat(json(schema, values)).endsWith("{\"a\":\"TWO\",\"b\":\"NONE\",\"c\":9,\"z\":true}}\n");
    }

    @Test
    void shouldEscapeTextsInJsonAndReplaceWhatIsNoUtf8() throws Exception {
        EventSchema schema = EventSchema.builder("test", "texts")
                .chars("c", 8)
                .field("s", FieldType.STRING)
                .build();
        byte[] string = "\"\\\u0001é\ud83d\ude00\n".getBytes(StandardCharsets.UTF_8);
        Consumer<ByteBuffer> values =
                payload -> payload.put(offset(schema, 0), new byte[] {'a', (byte) 0xff, 'b', 0, 'x'})
                        .putInt(offset(schema, 1), ((string.length + 1) << 16) | schema.fixedSize())
                        .put(schema.fixedSize(), string);

        assertThat(text(schema, values)).isEqualTo("c=a\ufffdb s=\"\\?é\ud83d\ude00");
        assertThat(json(schema, values)).endsWith("{\"c\":\"a\ufffdb\",\"s\":\"\\\"\\\\\\u0001é\ud83d\ude00\\n\"}}\n");
    }

    @Test
    void shouldPrintHarmlesslyWhatPointsOutsideThePayload() throws Exception {
        EventSchema schema = EventSchema.builder("test", "outside")
                .field("s", FieldType.STRING)
                .build();

        for (int word : new int[] {-1, 0xffff, 0xffff0000, 0x7fff_fff0, 20 << 16 | 250}) {
            Consumer<ByteBuffer> values = payload -> payload.putInt(offset(schema, 0), word);
            assertThat(text(schema, values)).startsWith("s=");
            assertThat(json(schema, values)).startsWith("\"test:outside\"").endsWith("\"}}\n");
        }
    }

    @Test
    void shouldPrintLossesWithAndWithoutTheirNumber() {
        StringBuilder out = new StringBuilder();
        LinePrinter text = LinePrinter.text(new EventCatalog(), tid -> null);
        LinePrinter json = LinePrinter.json(new EventCatalog(), tid -> null);

        text.lost(3, 17, out);
        text.lost(0, -1, out);
        json.lost(3, 17, out);
        json.lost(0, -1, out);

        assertThat(out).hasToString("""
                        CPU:3 [17 EVENTS DROPPED]
                        CPU:0 [EVENTS DROPPED]
                        {"cpu":3,"lost":17}
                        {"cpu":0,"lost":null}
                        """);
    }

    @Test
    void shouldPrintUnknownEventsAndGoOn() {
        ByteBuffer payload = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(0, (short) 500)
                .putInt(4, 7);
        StringBuilder out = new StringBuilder();

        LinePrinter.text(new EventCatalog(), tid -> null).event(payload, 0, 8, 1, 0, out);
        LinePrinter.json(new EventCatalog(), tid -> null).event(payload, 0, 8, 1, 0, out);

        assertThat(out).hasToString("""
                        [UNKNOWN EVENT][UNKNOWN EVENT] (NULL):               [UNKNOWN EVENT]
                        {"ts":1,"cpu":0,"tid":7,"pid":null,"comm":null,"event":null,"fields":{"common_type":500}}
                        """);
    }

    @Test
    void shouldShowALaterFormatOfAnId() throws Exception {
        EventCatalog catalog = new EventCatalog();
        catalog.register(
                "x",
                format(EventSchema.builder("x", "one").field("a", FieldType.U8).build()));
        catalog.register(
                "y",
                format(EventSchema.builder("y", "two").field("a", FieldType.U8).build()));

        assertThat(catalog.find(ID)).isNotNull().satisfies(event -> {
            assertThat(event.system()).isEqualTo("y");
            assertThat(event.format().name()).isEqualTo("two");
        });
        assertThat(catalog.find(ID + 1)).isNull();
        assertThat(catalog.find(65_535)).isNull();
    }

    @Test
    void shouldLayOutThreadsAndTimesOfAnyWidth() {
        ByteBuffer payload = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        EventCatalog catalog = new EventCatalog();
        catalog.register("x", new EventFormat("e", 0, List.of(), "\"hi\""));
        LinePrinter printer = LinePrinter.text(catalog, tid -> "a long name of a thread");
        StringBuilder out = new StringBuilder();

        printer.event(payload, 0, 16, 5, 0, out);
        payload.putInt(4, 1234567);
        printer.event(payload, 0, 16, 123_456_000_000_007L, 1234, out);
        printer.event(payload, 0, 16, -1L, 12, out);

        assertThat(out).hasToString("""
                                  <idle>-0     [000]     0.000000005: e:                    hi
                        a long name of a thread-1234567 [1234] 123456.000000007: e:                    hi
                        a long name of a thread-1234567 [012] 18446744073.709551615: e:                    hi
                        """);
    }

    @Test
    void shouldTellTheProcessOfAThread() {
        ByteBuffer payload = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        EventCatalog catalog = new EventCatalog();
        catalog.register("x", new EventFormat("e", 0, List.of(), "\"hi\""));
        payload.putInt(4, 18);
        IntUnaryOperator pids = tid -> tid == 17 ? 12 : 0;
        StringBuilder out = new StringBuilder();

        LinePrinter text = LinePrinter.withProcesses(catalog, tid -> "worker", pids);
        text.event(payload, 0, 16, 5, 0, out);
        payload.putInt(4, 17);
        text.event(payload, 0, 16, 5, 0, out);
        LinePrinter.json(catalog, tid -> "worker", pids).event(payload, 0, 16, 5, 0, out);

        assertThat(out).hasToString("""
                                  worker-18    (-----) [000]     0.000000005: e:                    hi
                                  worker-17    (   12) [000]     0.000000005: e:                    hi
                        {"ts":5,"cpu":0,"tid":17,"pid":12,"comm":"worker","event":"x:e","fields":{}}
                        """);
    }

    private static void fill(ByteBuffer payload, int offset, int size) {
        for (int i = 0; i < size; i++) {
            payload.put(offset + i, (byte) -1);
        }
    }

    private static int offset(EventSchema schema, int field) {
        return schema.fields().get(field).offset();
    }

    private static EventFormat format(EventSchema schema) throws InvalidFormatException {
        return EventFormat.parse(FormatText.formatText(schema, ID, schema.name()));
    }

    private static String text(EventSchema schema, Consumer<ByteBuffer> values) throws InvalidFormatException {
        EventCatalog catalog = new EventCatalog();
        String line = line(schema, values, LinePrinter.text(catalog, tid -> "main"), catalog);
        return line.substring(line.indexOf(": " + schema.name().charAt(0)) + 24, line.length() - 1);
    }

    private static String json(EventSchema schema, Consumer<ByteBuffer> values) throws InvalidFormatException {
        EventCatalog catalog = new EventCatalog();
        String line = line(schema, values, LinePrinter.json(catalog, tid -> "main"), catalog);
        String head = "{\"ts\":5,\"cpu\":2,\"tid\":77,\"pid\":null,\"comm\":\"main\",\"event\":";
        assertThat(line).startsWith(head);
        return line.substring(head.length());
    }

    private static String line(
            EventSchema schema, Consumer<ByteBuffer> values, LinePrinter formatter, EventCatalog catalog)
            throws InvalidFormatException {
        catalog.register(schema.system(), format(schema));
        ByteBuffer page = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
        page.putShort(0, (short) ID).putInt(4, 77);
        values.accept(page);
        StringBuilder out = new StringBuilder();
        formatter.event(page, 0, page.limit(), 5, 2, out);
        return out.toString();
    }
}
