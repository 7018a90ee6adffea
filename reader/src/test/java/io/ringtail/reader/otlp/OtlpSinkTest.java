package io.ringtail.reader.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.ringtail.proto.event.EventSchema;
import io.ringtail.proto.event.FieldType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

final class OtlpSinkTest {
    private static final long OFFSET = 1_700_000_000_000_000_000L;
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String CURRENT = "b7ad6b7169203331";

    private final SpanBatch batch = new SpanBatch(Map.of());
    private final OtlpSink sink = new OtlpSink(batch, "boot", "web", () -> OFFSET);
    private final SampleEvents events = new SampleEvents(sink);

    private static EventSchema.Builder type(String name) {
        return EventSchema.builder("shop", name);
    }

    OtlpSinkTest() throws Exception {
        events.define(type("request_begin")
                .field("id", FieldType.U64)
                .field("depth", FieldType.S32)
                .chars("path", 16));
        events.define(type("request_end")
                .field("id", FieldType.U64)
                .field("cached", FieldType.BOOL)
                .field("ratio", FieldType.F64)
                .symbols("outcome", FieldType.U8, Map.of(1L, "SERVED")));
        events.define(type("step_begin"));
        events.define(type("step_end"));
        events.define(type("query").field("duration_ns", FieldType.U64));
        events.define(type("call_begin").field("async_id", FieldType.U64));
        events.define(type("call_end").field("async_id", FieldType.U64).field("rows", FieldType.U32));
        events.define(type("send_begin").field("flow_id", FieldType.U64));
        events.define(type("send_end"));
        events.define(type("traced_begin").chars("trace_id", 32).chars("span_id", 16));
        events.define(type("traced_end"));
        events.define(type("tick"));
    }

    private ExportTraceServiceRequest request() throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(batch.compressed()))) {
            return ExportTraceServiceRequest.parseFrom(in);
        }
    }

    private List<Span> all() throws IOException {
        return request().getResourceSpansList().stream()
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream())
                .toList();
    }

    /** The first span of a name. */
    private Span span(String name) throws IOException {
        return all().stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, AnyValue> attributes(List<KeyValue> list) {
        return list.stream().collect(Collectors.toMap(KeyValue::getKey, KeyValue::getValue));
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    @Test
    void shouldKeepTimesTypesAndThreadOfASpan() throws Exception {
        events.write("request_begin", 12, 1000, 42, -1, "/orders");
        events.write("tick", 12, 1500);
        events.write("request_end", 12, 3000, 43, true, 2.5, 1);
        ExportTraceServiceRequest request = request();
        Resource resource = request.getResourceSpans(0).getResource();
        assertThat(attributes(resource.getAttributesList()))
                .containsOnlyKeys("host.name", "service.name", "process.pid")
                .containsEntry("host.name", string("web"))
                .containsEntry("service.name", string("unknown_service"))
                .containsEntry("process.pid", number(SampleEvents.PID));
        assertThat(request.getResourceSpans(0).getScopeSpans(0).getScope().getName())
                .isEqualTo("shop");
        Span span = span("request");
        assertThat(span.getStartTimeUnixNano()).isEqualTo(OFFSET + 1000);
        assertThat(span.getEndTimeUnixNano()).isEqualTo(OFFSET + 3000);
        assertThat(span.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_INTERNAL);
        assertThat(span.getTraceId().size()).isEqualTo(16);
        assertThat(span.getSpanId().size()).isEqualTo(8);
        assertThat(span.getParentSpanId().isEmpty()).isTrue();
        assertThat(attributes(span.getAttributesList()))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "id", number(42),
                        "depth", number(-1),
                        "path", string("/orders"),
                        "end.id", number(43),
                        "cached", AnyValue.newBuilder().setBoolValue(true).build(),
                        "ratio", AnyValue.newBuilder().setDoubleValue(2.5).build(),
                        "outcome", string("SERVED"),
                        "thread.id", number(12),
                        "thread.name", string("worker-12"),
                        "cpu.logical_number", number(SampleEvents.CPU)));
    }

    private static AnyValue string(String value) {
        return AnyValue.newBuilder().setStringValue(value).build();
    }

    private static AnyValue number(long value) {
        return AnyValue.newBuilder().setIntValue(value).build();
    }

    @Test
    void shouldPutSpansThatNestIntoOneTrace() throws Exception {
        events.write("request_begin", 12, 1000, 1, 0, "/");
        events.write("step_begin", 12, 1100);
        events.write("query", 12, 1200, 50);
        events.write("call_begin", 12, 1250, 9);
        events.write("step_end", 12, 1300);
        events.write("query", 13, 1350, 5);
        events.write("call_end", 13, 1400, 9, 17);
        events.write("request_end", 12, 2000, 1, false, 0.0, 0);
        Span request = span("request");
        assertThat(span("step").getParentSpanId()).isEqualTo(request.getSpanId());
        assertThat(span("step").getTraceId()).isEqualTo(request.getTraceId());
        Span call = span("call");
        assertThat(call.getParentSpanId()).isEqualTo(span("step").getSpanId());
        assertThat(call.getTraceId()).isEqualTo(request.getTraceId());
        assertThat(attributes(call.getAttributesList()))
                .containsOnlyKeys("async_id", "rows", "thread.id", "thread.name", "cpu.logical_number");
        List<Span> queries =
                all().stream().filter(span -> span.getName().equals("query")).toList();
        assertThat(queries.get(0).getParentSpanId()).isEqualTo(span("step").getSpanId());
        assertThat(queries.get(0).getStartTimeUnixNano()).isEqualTo(OFFSET + 1150);
        assertThat(queries.get(1).getParentSpanId().isEmpty()).isTrue();
        assertThat(queries.get(1).getTraceId()).isNotEqualTo(request.getTraceId());
    }

    @Test
    void shouldGiveASpanTheSameIdsInEachExportAndOthersInAnotherBoot() throws Exception {
        writeNested();
        List<Span> first = all();
        batch.clear();
        SampleEvents again = new SampleEvents(new OtlpSink(batch, "boot", "web", () -> OFFSET + 1));
        again.define(type("step_begin"));
        again.define(type("step_end"));
        writeNested(again);
        assertThat(all()).extracting(Span::getSpanId).isEqualTo(ids(first));
        assertThat(all()).extracting(Span::getTraceId).isEqualTo(traces(first));
        batch.clear();
        SampleEvents other = new SampleEvents(new OtlpSink(batch, "another boot", "web", () -> OFFSET));
        other.define(type("step_begin"));
        other.define(type("step_end"));
        writeNested(other);
        assertThat(ids(all())).doesNotContainAnyElementsOf(ids(first));
        assertThat(traces(all())).doesNotContainAnyElementsOf(traces(first));
        assertThat(ids(all())).doesNotHaveDuplicates();
    }

    private static List<ByteString> ids(List<Span> spans) {
        return spans.stream().map(Span::getSpanId).toList();
    }

    private static List<ByteString> traces(List<Span> spans) {
        return spans.stream().map(Span::getTraceId).toList();
    }

    private void writeNested() {
        writeNested(events);
    }

    /** Spans of one name within spans of that name, some of which begin at the same time. */
    private static void writeNested(SampleEvents to) {
        for (int i = 0; i < 4; i++) {
            to.write("step_begin", 12, 100 + i / 2);
        }
        for (int i = 0; i < 4; i++) {
            to.write("step_end", 12, 200 + i);
        }
    }

    @Test
    void shouldLinkTheSpansOfAFlow() throws Exception {
        events.write("send_begin", 12, 1000, 5);
        events.write("send_end", 12, 1100);
        Span first = all().get(0);
        events.write("send_begin", 13, 1200, 6);
        events.write("send_end", 13, 1300);
        events.write("send_begin", 14, 1400, 5);
        events.write("send_end", 14, 1500);
        assertThat(first.getLinksList()).isEmpty();
        assertThat(all().get(1).getLinksList()).isEmpty();
        assertThat(all().get(2).getLinksList()).hasSize(1);
        assertThat(all().get(2).getLinks(0).getSpanId()).isEqualTo(first.getSpanId());
        assertThat(all().get(2).getLinks(0).getTraceId()).isEqualTo(first.getTraceId());
    }

    @Test
    void shouldContinueTheTraceThatAnEventNames() throws Exception {
        events.write("traced_begin", 12, 1000, TRACE, CURRENT);
        events.write("step_begin", 12, 1100);
        events.write("step_end", 12, 1200);
        events.write("traced_end", 12, 1300);
        Span traced = span("traced");
        assertThat(hex(traced.getTraceId())).isEqualTo(TRACE);
        assertThat(hex(traced.getParentSpanId())).isEqualTo(CURRENT);
        assertThat(attributes(traced.getAttributesList())).doesNotContainKeys("trace_id", "span_id");
        assertThat(hex(span("step").getTraceId())).isEqualTo(TRACE);
        assertThat(span("step").getParentSpanId()).isEqualTo(traced.getSpanId());
    }

    @Test
    void shouldTakeNoTextForATrace() throws Exception {
        for (String trace : List.of(
                "", "0".repeat(32), "x".repeat(32), TRACE.replace('0', '\u0660').substring(0, 31))) {
            batch.clear();
            events.write("traced_begin", 12, 1000, trace, CURRENT);
            events.write("traced_end", 12, 1300);
            assertThat(all().get(0).getParentSpanId().isEmpty()).isTrue();
            assertThat(attributes(all().get(0).getAttributesList())).containsKeys("trace_id", "span_id");
        }
    }

    @Test
    void shouldKeepTheIdsOfOpenTelemetrysOwnSpans() throws Exception {
        events.define(EventSchema.builder("otel", "span_begin")
                .hex("trace_hi", FieldType.U64)
                .hex("trace_lo", FieldType.U64)
                .hex("span", FieldType.U64)
                .hex("parent", FieldType.U64)
                .chars("name", 16)
                .symbols("kind", FieldType.U8, Map.of(0L, "INTERNAL", 1L, "SERVER")));
        events.define(EventSchema.builder("otel", "span_end")
                .hex("trace_hi", FieldType.U64)
                .hex("trace_lo", FieldType.U64)
                .hex("span", FieldType.U64)
                .field("duration_ns", FieldType.U64)
                .symbols("status", FieldType.U8, Map.of(0L, "UNSET", 2L, "ERROR"))
                .chars("name", 16));
        events.write("span_begin", 12, 1000, 1, 2, 3, 9, "GET", 1);
        events.write("span_begin", 13, 1100, 1, 2, 4, 3, "query", 0);
        events.write("span_end", 12, 1500, 1, 2, 4, 390, 0, "query");
        events.write("span_end", 13, 2000, 1, 2, 3, 990, 2, "GET /orders");
        events.write("span_end", 13, 2000, 1, 2, 5, 990, 2, "lost");
        Span request = span("GET /orders");
        assertThat(hex(request.getTraceId())).isEqualTo("00000000000000010000000000000002");
        assertThat(hex(request.getSpanId())).isEqualTo("0000000000000003");
        assertThat(hex(request.getParentSpanId())).isEqualTo("0000000000000009");
        assertThat(request.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
        assertThat(request.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
        assertThat(request.getStartTimeUnixNano()).isEqualTo(OFFSET + 1010);
        assertThat(span("query").getParentSpanId()).isEqualTo(request.getSpanId());
        assertThat(span("query").getStatus()).isEqualTo(Status.getDefaultInstance());
        assertThat(all()).hasSize(2);
        assertThat(sink.withoutBegin()).isEqualTo(1);
        assertThat(sink.finish()).isZero();
    }

    @Test
    void shouldPairObservationsByTheirIds() throws Exception {
        events.define(EventSchema.builder("observation", "observation_begin")
                .chars("name", 16)
                .chars("contextual_name", 16)
                .field("id", FieldType.U64)
                .field("parent", FieldType.U64));
        events.define(EventSchema.builder("observation", "observation_end")
                .chars("name", 16)
                .field("id", FieldType.U64)
                .field("duration_ns", FieldType.U64)
                .chars("error", 32)
                .chars("tags", 16));
        events.write("observation_begin", 12, 1000, "http", "GET /", 1, 0);
        events.write("observation_begin", 12, 1100, "db", "", 2, 1);
        events.write("observation_end", 13, 1200, "db", 2, 100, "IOException: gone", "k=v");
        events.write("observation_end", 13, 1300, "http", 1, 300, "", "");
        Span request = span("GET /");
        Span query = span("db");
        assertThat(query.getParentSpanId()).isEqualTo(request.getSpanId());
        assertThat(query.getTraceId()).isEqualTo(request.getTraceId());
        assertThat(query.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
        assertThat(query.getStatus().getMessage()).isEqualTo("IOException: gone");
        assertThat(attributes(query.getAttributesList())).containsEntry("tags", string("k=v"));
        assertThat(request.getStatus()).isEqualTo(Status.getDefaultInstance());
    }

    @Test
    void shouldCountWhatHasOnlyABeginOrAnEnd() throws Exception {
        events.write("step_end", 12, 900);
        events.write("request_begin", 12, 1000, 1, 0, "/");
        events.write("step_begin", 12, 1100);
        events.write("request_end", 12, 1200, 1, false, 0.0, 0);
        events.write("request_begin", 12, 1300, 1, 0, "/");
        assertThat(all()).extracting(Span::getName).containsExactly("request");
        assertThat(sink.withoutBegin()).isEqualTo(1);
        assertThat(sink.finish()).isEqualTo(2);
    }

    @Test
    void shouldCallAServiceByTheNameOfItsProcess() throws Exception {
        events.write("tick", SampleEvents.PID, 900);
        events.write("query", 12, 1000, 5);
        assertThat(attributes(request().getResourceSpans(0).getResource().getAttributesList()))
                .containsEntry("service.name", string("shop-main"));
    }
}
