package io.ringtail.reader.spans;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.EventSchema;
import io.ringtail.proto.event.FieldType;
import io.ringtail.proto.event.FormatText;
import io.ringtail.reader.EventSink;
import io.ringtail.reader.EventView;
import io.ringtail.reader.KernelFiles;
import io.ringtail.reader.LossCause;
import io.ringtail.reader.format.EventCatalog;
import io.ringtail.reader.format.EventDecoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpanTimesTest {
    private static final int PAYLOAD = 64;
    private static final int OUTER_BEGIN = 40;
    private static final int OUTER_END = 41;
    private static final int INNER_BEGIN = 42;
    private static final int INNER_END = 43;
    private static final int QUERY = 44;
    private static final int ASYNC_BEGIN = 45;
    private static final int ASYNC_END = 46;

    private final List<SpanTime> spans = new ArrayList<>();
    private final SpanTimes times = new SpanTimes(spans::add);
    private final EventCatalog catalog = new EventCatalog();
    private final EventFormat sched;
    private final EventDecoder decoder;

    SpanTimesTest() throws Exception {
        sched = EventFormat.parse(KernelFiles.text("format_sched__sched_switch.txt"));
        catalog.register("sched", sched);
        register("outer_begin", OUTER_BEGIN, EventSchema.builder("shop", "outer_begin"));
        register("outer_end", OUTER_END, EventSchema.builder("shop", "outer_end"));
        register("inner_begin", INNER_BEGIN, EventSchema.builder("shop", "inner_begin"));
        register("inner_end", INNER_END, EventSchema.builder("shop", "inner_end"));
        register("query", QUERY, EventSchema.builder("shop", "query").field("duration_ns", FieldType.U64));
        register(
                "call_begin",
                ASYNC_BEGIN,
                EventSchema.builder("shop", "call_begin").field("async_id", FieldType.U64));
        register("call_end", ASYNC_END, EventSchema.builder("shop", "call_end").field("async_id", FieldType.U64));
        decoder = new EventDecoder(catalog, tid -> null, tid -> 7, new EventSink() {
            @Override
            public void onEvent(EventView event) {
                times.onEvent(event);
            }

            @Override
            public void onLost(int cpu, long count, LossCause cause) {}

            @Override
            public void onLate(int cpu, long byNs) {}
        });
    }

    private void register(String name, int id, EventSchema.Builder schema) throws Exception {
        catalog.register("shop", EventFormat.parse(FormatText.formatText(schema.build(), id, name)));
    }

    private void event(int id, int tid, long ns, long value) {
        ByteBuffer payload = ByteBuffer.allocate(PAYLOAD).order(ByteOrder.LITTLE_ENDIAN);
        payload.putShort(0, (short) id).putInt(4, tid).putLong(8, value);
        decoder.event(payload, 0, PAYLOAD, ns, 0);
    }

    private void event(int id, int tid, long ns) {
        event(id, tid, ns, 0);
    }

    private void switched(int from, int to, long ns) {
        ByteBuffer payload = ByteBuffer.allocate(PAYLOAD).order(ByteOrder.LITTLE_ENDIAN);
        payload.putShort(0, (short) sched.id()).putInt(4, from);
        payload.putInt(sched.field("prev_pid").orElseThrow().offset(), from);
        payload.putInt(sched.field("next_pid").orElseThrow().offset(), to);
        decoder.event(payload, 0, PAYLOAD, ns, 0);
    }

    private static SpanTime span(int tid, String name, long begin, long end, long self, long off) {
        return new SpanTime(SpanPlace.thread(tid), "shop", name, begin, end, self, off);
    }

    @Test
    void shouldTakeTheTimeOfInnerSpansFromTheOuterOnes() {
        event(OUTER_BEGIN, 7, 100);
        event(INNER_BEGIN, 7, 110);
        event(QUERY, 7, 130, 15);
        event(INNER_END, 7, 140);
        event(QUERY, 7, 160, 5);
        event(INNER_BEGIN, 8, 165);
        event(OUTER_END, 7, 170);
        event(QUERY, 7, 200, 100);
        assertThat(spans)
                .containsExactly(
                        span(7, "query", 115, 130, 15, -1),
                        span(7, "inner", 110, 140, 15, -1),
                        span(7, "query", 155, 160, 5, -1),
                        span(7, "outer", 100, 170, 35, -1),
                        span(7, "query", 100, 200, 30, -1));
        assertThat(times.withoutBegin()).isZero();
        assertThat(times.finish()).isEqualTo(1);
    }

    @Test
    void shouldTellHowLongAThreadDidNotRun() {
        switched(7, 0, 50);
        switched(0, 7, 90);
        event(OUTER_BEGIN, 7, 100);
        switched(7, 8, 110);
        event(INNER_BEGIN, 8, 120);
        event(INNER_END, 8, 125);
        switched(8, 7, 140);
        event(INNER_BEGIN, 7, 150);
        switched(7, 0, 160);
        switched(0, 7, 165);
        event(INNER_END, 7, 170);
        event(OUTER_END, 7, 200);
        assertThat(spans)
                .containsExactly(
                        span(8, "inner", 120, 125, 5, 0),
                        span(7, "inner", 150, 170, 20, 5),
                        span(7, "outer", 100, 200, 80, 35));
    }

    @Test
    void shouldPairAsynchronousSpansByTheirIdsAndCountLoneEnds() {
        event(ASYNC_BEGIN, 7, 100, 1);
        event(ASYNC_BEGIN, 7, 110, 2);
        event(ASYNC_END, 8, 130, 1);
        event(INNER_END, 7, 140);
        assertThat(spans).containsExactly(new SpanTime(new SpanPlace(7, "call", 1), "shop", "call", 100, 130, 30, -1));
        assertThat(times.withoutBegin()).isEqualTo(1);
        assertThat(times.finish()).isEqualTo(1);
    }

    @Test
    void shouldBoundTheEndedSpansThatItRemembers() {
        event(OUTER_BEGIN, 7, 0);
        for (int i = 0; i < 10_000; i++) {
            event(INNER_BEGIN, 7, 10 * i + 1);
            event(INNER_END, 7, 10 * i + 5);
        }
        event(OUTER_END, 7, 100_000);
        assertThat(spans.get(10_000)).isEqualTo(span(7, "outer", 0, 100_000, 60_000, -1));
    }
}
