package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.EventSchema;
import io.ringtail.proto.event.FieldType;
import io.ringtail.proto.event.FormatText;
import io.ringtail.reader.format.EventCatalog;
import io.ringtail.reader.format.EventDecoder;
import io.ringtail.reader.perfetto.ChromePrinter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Exports in Chrome's format, as Perfetto's own engine understands them. */
@Tag("once")
@Timeout(300)
@Tag("extensive")
final class ChromeTest {
    private static final int ROUNDS = 50;

    @TempDir
    private Path scratch;

    @Test
    void shouldShowSpansCountersNamesAndFlows() throws Exception {
        Path spans = scratch.resolve("spans.json.gz");
        Path events = scratch.resolve("events.json");
        try (RingtailHost host = new RingtailHost()) {
            host.write(SpanApplication.class, ROUNDS);
            host.copyTo(spans, "export", "--chrome");
            host.write(TypedApplication.class, ROUNDS);
            host.copyTo(events, "export", "--chrome");
        }
        List<List<String>> rows = PerfettoEngine.query(
                spans,
                "select name, count(*), min(dur >= 0) from slice where name in ('coded', 'query', 'request', 'sent',"
                        + " 'slow_query', 'where') group by name order by name",
                "select distinct thread.name from slice join thread_track tt on tt.id = slice.track_id join thread"
                        + " using(utid) where slice.name = 'request'",
                "select a.key, a.display_value from slice s join args a using(arg_set_id) where s.name = 'request' and"
                        + " s.depth = 0 and a.key in ('args.status', 'args.text', 'args.outcome', 'args.path')"
                        + " order by s.ts, a.key limit 4",
                "select name, count(*), min(dur >= 0) from slice where name in ('proxied', 'task') group by name order by"
                        + " name",
                "select name, value from stats where severity in ('error', 'data_loss') and value != 0");
        assertThat(rows.get(0))
                .containsExactly(
                        "[\"coded\"," + ROUNDS + ",1]",
                        "[\"query\"," + ROUNDS + ",1]",
                        "[\"request\"," + 2 * ROUNDS + ",1]",
                        "[\"sent\"," + ROUNDS + ",1]",
                        "[\"slow_query\",1,1]",
                        "[\"where\"," + ROUNDS + ",1]");
        assertThat(rows.get(1)).containsExactly("[\"main\"]");
        assertThat(rows.get(2))
                .containsExactly(
                        "[\"args.outcome\",\"SERVED\"]",
                        "[\"args.path\",\"/a\"]",
                        "[\"args.status\",\"200\"]",
                        "[\"args.text\",\"t0\"]");
        assertThat(rows.get(3)).containsExactly("[\"proxied\",2,1]", "[\"task\",1,1]");
        assertThat(rows.get(4)).isEmpty();
        List<List<String>> typed = PerfettoEngine.query(
                events, "select t.name, c.value from counter c join counter_track t on t.id = c.track_id");
        assertThat(typed.get(0)).hasSize(2).allMatch(row -> row.contains("shop:queueDepth") && row.contains("-3"));
    }

    @Test
    void shouldConnectFlowsAndCloseTheArray() throws Exception {
        Path trace = scratch.resolve("flows.json");
        EventCatalog catalog = new EventCatalog();
        EventSchema schema = EventSchema.builder("shop", "sent")
                .field("flow_id", FieldType.U64)
                .build();
        catalog.register("shop", EventFormat.parse(FormatText.formatText(schema, 40, "sent")));
        StringBuilder out = new StringBuilder();
        ChromePrinter printer = new ChromePrinter(out);
        EventDecoder decoder = new EventDecoder(catalog, tid -> "thread-" + tid, tid -> 4000, printer);
        ByteBuffer payload = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        decoder.onLost(1, 17);
        for (int i = 0; i < 3; i++) {
            payload.putInt(0, 40).putInt(4, 4000 + i).putLong(8, -7);
            decoder.event(payload, 0, payload.limit(), 1_000_000_000_001L + i * 1000L, 0);
        }
        printer.finish();
        Files.writeString(trace, out);

        List<List<String>> rows = PerfettoEngine.query(
                trace,
                "select a.ts, b.ts - a.ts from flow f join slice a on a.id = f.slice_out join slice b on b.id = f.slice_in"
                        + " order by a.ts",
                "select name from process where pid = 4000",
                "select a.display_value from slice s join args a using(arg_set_id) where s.name = 'lost events' and a.key ="
                        + " 'args.count'");
        assertThat(rows.get(0)).containsExactly("[1000000000001,1000]", "[1000000001001,1000]");
        assertThat(rows.get(1)).containsExactly("[\"thread-4000\"]");
        assertThat(rows.get(2)).containsExactly("[\"17\"]");
        assertThat(out.toString()).startsWith("[\n{").endsWith("}\n]\n");
    }
}
