package io.ringtail.reader.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.EventSchema;
import io.ringtail.proto.event.FieldType;
import io.ringtail.proto.event.FormatText;
import io.ringtail.reader.LossCause;
import io.ringtail.reader.format.EventCatalog;
import io.ringtail.reader.format.EventDecoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class CsvPrinterTest {
    private static final int ID = 300;
    private static final int TID = 42;

    private final StringBuilder out = new StringBuilder();
    private final EventCatalog catalog = new EventCatalog();
    private final EventSchema schema = EventSchema.builder("shop", "note")
            .field("n", FieldType.U32)
            .field("text", FieldType.STRING)
            .build();

    private String row(String comm, int pid, int id, String text) throws Exception {
        catalog.register("shop", EventFormat.parse(FormatText.formatText(schema, ID, "note")));
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int fixed = schema.fixedSize();
        ByteBuffer payload = ByteBuffer.allocate(fixed + bytes.length + 1).order(ByteOrder.LITTLE_ENDIAN);
        payload.putShort(0, (short) id)
                .putInt(4, TID)
                .putInt(schema.fields().get(0).offset(), 7);
        payload.putInt(schema.fields().get(1).offset(), (bytes.length + 1) << 16 | fixed)
                .put(fixed, bytes);
        EventDecoder decoder = new EventDecoder(catalog, tid -> comm, tid -> pid, new CsvPrinter(out));
        decoder.event(payload, 0, payload.limit(), 123, 2);
        return out.toString();
    }

    @Test
    void shouldWriteARowWithTextAndFields() throws Exception {
        assertThat(CsvPrinter.HEADER).isEqualTo("ts,cpu,tid,pid,comm,buffer,event,lost,text,fields\r\n");
        assertThat(row("main", 7, ID, "a"))
                .isEqualTo("123,2,42,7,main,,shop:note,,n=7 text=a,\"{\"\"n\"\":7,\"\"text\"\":\"\"a\"\"}\"\r\n");
    }

    @Test
    void shouldQuoteWhatSeparatesAndKeepEveryRowOnItsLine() throws Exception {
        assertThat(row("a,b\"c\n", 0, ID, "x\r\ny"))
                .isEqualTo(
                        "123,2,42,,\"a,b\"\"c?\",,shop:note,,n=7 text=x?\\ny,\"{\"\"n\"\":7,\"\"text\"\":\"\"x\\r\\ny\"\"}\"\r\n");
    }

    @Test
    void shouldNotGiveASpreadsheetAFormula() throws Exception {
        for (String formula : new String[] {"=1+1", "+1", "-1", "@SUM(A1)", "\uff1d1"}) {
            out.setLength(0);
            assertThat(row(formula, 0, ID, "")).startsWith("123,2,42,,'" + formula + ",");
        }
    }

    @Test
    void shouldWriteUnknownEventsAndLosses() throws Exception {
        assertThat(row("main", 0, 301, "")).startsWith("123,2,42,,main,,,,,\"{\"\"common_type\"\":301}\"");
        out.setLength(0);
        CsvPrinter printer = new CsvPrinter(out);
        printer.onBuffer("net");
        printer.onLost(3, 17, LossCause.OVERRUN);
        printer.onLost(3, -1, LossCause.UNCOUNTED);
        assertThat(out.toString()).isEqualTo(",3,,,,net,,17,,\r\n,3,,,,net,,-1,,\r\n");
    }
}
