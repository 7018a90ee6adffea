package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.EventSchema;
import io.ringtail.proto.event.FieldType;
import io.ringtail.proto.event.FormatText;
import io.ringtail.reader.format.EventCatalog;
import io.ringtail.reader.format.EventDecoder;
import io.ringtail.reader.perfetto.PerfettoSink;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exported traces, as Perfetto's own engine understands them. */
@Tag("once")
@Timeout(300)
final class PerfettoTest {
    private static final Path SWITCH = Path.of("..", "reader/src/test/resources/kernel/format_sched__sched_switch.txt");
    private static final String DAMAGE =
            "select name, value from stats where severity in ('error', 'data_loss') and value != 0";
    private static final String SLICES = "select s.name, s.category, coalesce(th.name, t.name), s.depth, s.dur > 0"
            + " from slice s join track t on t.id = s.track_id left join thread_track tt on tt.id = s.track_id"
            + " left join thread th using(utid)";

    private static final int ROUNDS = 50;
    private static final long T0 = 1_000_000_000_000L;
    private static final long REAL = 1_700_000_000_000_000_000L;

    @TempDir
    private Path scratch;

    private final ByteBuffer payload = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);

    @Test
    void shouldShowSpansOfEveryKindWithTheirArguments() throws Exception {
        Path trace = scratch.resolve("spans.pftrace.gz");
        try (RingtailHost host = new RingtailHost()) {
            host.write(SpanApplication.class, ROUNDS);
            String numbers = host.copyTo(trace, "export", "--perfetto");
            assertThat(numbers).contains(ROUNDS * 10 + 10 + " events", " 0 lost", "written to " + trace);
        }
        checkSpans(trace);
    }

    private static void checkSpans(Path trace) throws Exception {
        List<List<String>> rows = PerfettoEngine.query(
                trace,
                "select name, count(*), min(dur >= 0) from slice group by name order by name",
                SLICES + " where s.name in ('query', 'proxied', 'task', 'slow_query') group by s.name order by s.name",
                "select a.key, a.display_value from slice s join args a using(arg_set_id) where s.name = 'request' and"
                        + " s.depth = 0 and a.key in ('debug.status', 'debug.text', 'debug.outcome', 'debug.bytes',"
                        + " 'debug.ratio', 'debug.path') order by s.ts, a.key limit 6",
                "select dur >= 30000000 and dur < 30000000000 from slice where name = 'slow_query'",
                "select a.value_type, a.int_value from slice s join args a using(arg_set_id) where s.name = 'price'"
                        + " and a.key = 'debug.price' order by s.ts",
                DAMAGE);
        assertThat(rows.get(0))
                .containsExactly(
                        "[\"coded\"," + ROUNDS + ",1]",
                        "[\"price\",2,1]",
                        "[\"proxied\",2,1]",
                        "[\"query\"," + ROUNDS + ",1]",
                        "[\"request\"," + 2 * ROUNDS + ",1]",
                        "[\"sent\"," + ROUNDS + ",1]",
                        "[\"slow_query\",1,1]",
                        "[\"stalled\",1,1]",
                        "[\"task\",1,1]",
                        "[\"traced\"," + ROUNDS + ",1]",
                        "[\"where\"," + ROUNDS + ",1]");
        assertThat(rows.get(1))
                .containsExactly(
                        "[\"proxied\",\"web\",\"proxied\",0,1]",
                        "[\"query\",\"web\",\"main\",2,1]",
                        "[\"slow_query\",\"web\",\"main\",0,1]",
                        "[\"task\",\"web\",\"java threads\",0,1]");
        assertThat(rows.get(2))
                .containsExactly(
                        "[\"debug.bytes\",\"18446744073709551615\"]",
                        "[\"debug.outcome\",\"SERVED\"]",
                        "[\"debug.path\",\"/a\"]",
                        "[\"debug.ratio\",\"0.0\"]",
                        "[\"debug.status\",\"200\"]",
                        "[\"debug.text\",\"t0\"]");
        assertThat(rows.get(3)).containsExactly("[1]");
        assertThat(rows.get(4)).containsExactly("[\"int\",-123400]", "[\"int\",5]");
        assertThat(rows.get(5)).isEmpty();
    }

    @Test
    @Tag("extensive")
    void shouldShowEachLossWithItsCount() throws Exception {
        Path trace = scratch.resolve("losses.pftrace");
        long written;
        long exported;
        try (RingtailHost host = new RingtailHost("--buffer-size", "256k")) {
            String load = host.run("load", "--dir", host.dir(), "--threads", "2", "--count", "100000");
            written = RingtailHost.number(load, "emitted");
            String numbers = host.copyTo(trace, "export", "--perfetto");
            exported = RingtailHost.number(
                    "\"events\":"
                            + numbers.replaceAll("ringtail: ([0-9,]+) events.*\n", "$1")
                                    .replace(",", ""),
                    "events");
        }
        List<List<String>> rows = PerfettoEngine.query(
                trace,
                "select sum(a.int_value) from slice s join args a using(arg_set_id) where s.name = 'lost events' and a.key"
                        + " = 'debug.count'",
                "select count(*) from slice where name = 'tick'",
                "select count(*) > 0 from stats where name = 'ftrace_cpu_has_data_loss' and value = 1");
        long lost = number(rows.get(0));
        long shown = number(rows.get(1));
        assertThat(shown).isPositive().isLessThanOrEqualTo(exported);
        assertThat(shown + lost).isEqualTo(written);
        assertThat(rows.get(2)).containsExactly("[1]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http1.0"})
    void shouldBeServedToAnyHttpClient(String version) throws Exception {
        Path trace = scratch.resolve("served.pftrace");
        long written;
        try (RingtailHost host = new RingtailHost("--buffer-size", "256k")) {
            String load = host.run("load", "--dir", host.dir(), "--threads", "2", "--count", "30000");
            written = RingtailHost.number(load, "emitted");
            Process curl = new ProcessBuilder(
                            "curl",
                            "-sSf",
                            version,
                            "-H",
                            "Accept: application/vnd.perfetto",
                            "-o",
                            trace.toString(),
                            host.url() + "/stream?from=oldest&wait=0")
                    .inheritIO()
                    .start();
            assertThat(curl.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(curl.exitValue()).isZero();
        }
        List<List<String>> rows = PerfettoEngine.query(
                trace,
                "select coalesce(sum(a.int_value), 0) from slice s join args a using(arg_set_id) where s.name ="
                        + " 'lost events' and a.key = 'debug.count'",
                "select count(*) from slice where name = 'tick'",
                "select count(*) from clock_snapshot where clock_name = 'REALTIME'");
        assertThat(number(rows.get(1))).isPositive();
        assertThat(number(rows.get(0)) + number(rows.get(1))).isEqualTo(written);
        assertThat(number(rows.get(2))).isPositive();
    }

    @Test
    void shouldLaySpansBesideWhatTheKernelRan() throws Exception {
        Path trace = scratch.resolve("sched.pftrace");
        EventCatalog catalog = new EventCatalog();
        EventFormat sched = EventFormat.parse(Files.readString(SWITCH));
        catalog.register("sched", sched);
        int begin = register(
                catalog,
                40,
                "match_begin",
                EventSchema.builder("shop", "match_begin").field("flow_id", FieldType.U64));
        int end = register(catalog, 41, "match_end", EventSchema.builder("shop", "match_end"));
        int depth = register(
                catalog, 42, "depth", EventSchema.builder("shop", "depth").field("counter", FieldType.S64));
        int lone = register(catalog, 43, "other_end", EventSchema.builder("shop", "other_end"));
        try (OutputStream out = Files.newOutputStream(trace)) {
            PerfettoSink sink = new PerfettoSink(out);
            EventDecoder decoder = new EventDecoder(catalog, tid -> "worker-" + tid, tid -> 4000, sink);
            switchTo(decoder, sched, 0, 4001, T0);
            write(decoder, begin, 4001, 7, T0 + 1000);
            write(decoder, begin, 4002, 7, T0 + 1500);
            switchTo(decoder, sched, 4001, 4002, T0 + 3000);
            write(decoder, depth, 4002, -3, T0 + 3500);
            write(decoder, lone, 4002, 0, T0 + 3600);
            switchTo(decoder, sched, 4002, 4001, T0 + 6000);
            write(decoder, end, 4001, 0, T0 + 9000);
            switchTo(decoder, sched, 4001, 0, T0 + 10_000);
            sink.finish();
            assertThat(sink.events()).isEqualTo(9);
        }
        List<List<String>> rows = PerfettoEngine.query(
                trace,
                "select s.dur, sum(min(sc.ts + sc.dur, s.ts + s.dur) - max(sc.ts, s.ts)) from slice s join thread_track"
                        + " tt on tt.id = s.track_id join sched sc on sc.utid = tt.utid and sc.dur > 0 and sc.ts <"
                        + " s.ts + s.dur and sc.ts + sc.dur > s.ts join thread th on th.utid = tt.utid where s.name ="
                        + " 'match' and th.tid = 4001 group by s.id",
                "select th.tid, s.name, s.dur, a.key from slice s join thread_track tt on tt.id = s.track_id join thread"
                        + " th using(utid) left join args a using(arg_set_id) where th.tid = 4002 order by s.ts",
                "select a.ts < b.ts from flow f join slice a on a.id = f.slice_out join slice b on b.id = f.slice_in",
                "select c.value, t.name from counter c join counter_track t on t.id = c.track_id",
                "select p.pid, th.name from thread th join process p using(upid) where th.tid = 4001",
                DAMAGE);
        assertThat(rows.get(0)).containsExactly("[8000,5000]");
        assertThat(rows.get(1))
                .containsExactly("[4002,\"match\",8500,\"debug.unfinished\"]", "[4002,\"other_end\",0,null]");
        assertThat(rows.get(2)).containsExactly("[1]");
        assertThat(rows.get(3)).containsExactly("[-3,\"shop:depth\"]");
        assertThat(rows.get(4)).containsExactly("[4000,\"worker-4001\"]");
        assertThat(rows.get(5)).isEmpty();
    }

    @Test
    void shouldKeepEqualProcessesOfTwoHostsApartOnOneTimeLine() throws Exception {
        Path trace = scratch.resolve("hosts.pftrace");
        EventCatalog catalog = new EventCatalog();
        int begin = register(catalog, 40, "call_begin", EventSchema.builder("shop", "call_begin"));
        int end = register(catalog, 41, "call_end", EventSchema.builder("shop", "call_end"));
        try (OutputStream out = Files.newOutputStream(trace)) {
            writeHost(catalog, new PerfettoSink(out, REAL - T0, 0, "host-1"), "web", begin, end, T0);
            writeHost(catalog, new PerfettoSink(out, REAL - T0, 1, "host-2"), "db", begin, end, T0 + 10);
        }
        List<List<String>> rows = PerfettoEngine.query(
                trace,
                "select p.pid, p.name, s.ts - (select min(ts) from slice), s.dur from slice s join thread_track tt on tt.id"
                        + " = s.track_id join thread using(utid) join process p using(upid) order by s.ts",
                "select count(distinct upid), count(distinct machine_id) from process where pid = 4000",
                DAMAGE,
                "select id, sysname from machine order by id");
        assertThat(rows.get(0)).containsExactly("[4000,\"host-1: web\",0,500]", "[4000,\"host-2: db\",10,500]");
        assertThat(rows.get(1)).containsExactly("[2,2]");
        assertThat(rows.get(2)).isEmpty();
        assertThat(rows.get(3)).containsExactly("[0,\"host-1\"]", "[1,\"host-2\"]");
    }

    private void writeHost(EventCatalog catalog, PerfettoSink sink, String name, int begin, int end, long timestampNs) {
        EventDecoder decoder = new EventDecoder(catalog, tid -> name, tid -> 4000, sink);
        write(decoder, begin, 4000, 0, timestampNs);
        write(decoder, end, 4000, 0, timestampNs + 500);
        sink.finish();
    }

    private static long number(List<String> rows) {
        return Long.parseLong(String.join("", rows).replaceAll("[\\[\\]]", ""));
    }

    private static int register(EventCatalog catalog, int id, String name, EventSchema.Builder schema)
            throws Exception {
        catalog.register("shop", EventFormat.parse(FormatText.formatText(schema.build(), id, name)));
        return id;
    }

    private void write(EventDecoder decoder, int id, int tid, long value, long timestampNs) {
        payload.clear().putInt(id).putInt(tid).putLong(value).flip();
        decoder.event(payload, 0, payload.limit(), timestampNs, 0);
    }

    private void switchTo(EventDecoder decoder, EventFormat sched, int from, int to, long timestampNs)
            throws Exception {
        payload.clear();
        payload.putShort(0, (short) sched.id()).putInt(4, from);
        set(sched, "prev_comm", "worker-" + from);
        set(sched, "next_comm", "worker-" + to);
        payload.putInt(sched.field("prev_pid").orElseThrow().offset(), from);
        payload.putInt(sched.field("next_pid").orElseThrow().offset(), to);
        decoder.event(payload, 0, 128, timestampNs, 0);
    }

    private void set(EventFormat format, String field, String text) {
        int at = format.field(field).orElseThrow().offset();
        byte[] bytes = (text + '\0').getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < bytes.length; i++) {
            payload.put(at + i, bytes[i]);
        }
    }
}
