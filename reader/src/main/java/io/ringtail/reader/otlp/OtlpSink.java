package io.ringtail.reader.otlp;

import io.ringtail.reader.EventSink;
import io.ringtail.reader.EventView;
import io.ringtail.reader.LossCause;
import io.ringtail.reader.protobuf.ProtoBuffer;
import io.ringtail.reader.spans.EventShape;
import io.ringtail.reader.spans.EventShapes;
import io.ringtail.reader.spans.OpenSpan;
import io.ringtail.reader.spans.OpenSpans;
import io.ringtail.reader.spans.SpanPlace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the spans in events, and passes each to an exporter when it ends. Spans without an end, or without a begin, are
 * counted. Not thread-safe.
 */
public final class OtlpSink implements EventSink {
    /** Of more flows, the ones that were there first are forgotten. */
    private static final int MOST_FLOWS = 1 << 16;
    /** With more bytes of open spans' attributes, all open spans are forgotten: begins are not trusted. */
    private static final long MOST_OPEN_BYTES = 64L << 20;

    private static final String DURATION_FIELD = "duration_ns";
    /** The fields of a begin that are no attributes; and those if it names OpenTelemetry's current span. */
    private static final List<String> OWN = List.of(DURATION_FIELD);

    private static final List<String> OWN_IN_SPAN =
            List.of(DURATION_FIELD, SpanContext.TRACE_FIELD, SpanContext.SPAN_FIELD);
    /** The fields of an end that only repeat those of its begin. */
    private static final List<String> REPEATED =
            List.of("async_id", "java_tid", "java_thread", "flow_id", SpanContext.TRACE_FIELD, SpanContext.SPAN_FIELD);

    private final SpanTarget target;
    private final String host;
    private final SpanIds ids;
    private final LongSupplier offsetNs;
    private final EventShapes shapes = new EventShapes();
    private final ProcessNames processes = new ProcessNames();
    private final Attributes attributes = new Attributes(EncodedSpan.ATTRIBUTES);
    private final EncodedSpan encoded = new EncodedSpan();
    private final ProtoBuffer begun = new ProtoBuffer();
    private final BridgedSpans bridged;
    private final OpenSpans<Begin> open = new OpenSpans<>();
    private final Map<Long, SpanContext> flows = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, SpanContext> eldest) {
            return size() > MOST_FLOWS;
        }
    };
    private long openBytes;
    private long withoutBegin;
    private long withoutEnd;

    /**
     * What is kept of a begin.
     *
     * @param parent the id of the span around it; 0 if there is none
     * @param current OpenTelemetry's span at that time, as the event says; null if it says none
     * @param link another span of the same flow; null if there is none
     * @param attributes encoded
     */
    private record Begin(
            SpanContext context,
            long parent,
            @Nullable SpanContext current,
            @Nullable SpanContext link,
            EventShape shape,
            long beginNs,
            ProtoBuffer attributes) {}

    /**
     * Creates a sink.
     *
     * @param exporter receives the spans
     * @param source tells the events from those of other sources, for the spans' ids: the boot, for example
     * @param host the name of the machine; empty if unknown
     * @param offsetNs the time of the events' clock's zero since 1970, ns; asked for at each span's end
     */
    public OtlpSink(OtlpExporter exporter, String source, String host, LongSupplier offsetNs) {
        this((SpanTarget) exporter, source, host, offsetNs);
    }

    OtlpSink(SpanTarget target, String source, String host, LongSupplier offsetNs) {
        this.target = target;
        this.host = host;
        this.ids = new SpanIds(source);
        this.offsetNs = offsetNs;
        this.bridged = new BridgedSpans(ids);
    }

    @Override
    public void onEvent(EventView event) {
        EventShape shape = shapes.of(event);
        String system = event.system();
        if (shape == null || system == null) {
            return;
        }
        processes.learn(event);
        if (bridged.knows(system, shape.format())) {
            if (bridged.onEvent(event, shape.format(), offsetNs.getAsLong(), encoded)) {
                attributes.fields(encoded.message(), event, shape.format(), BridgedSpans.FIELDS, null);
                addPlace(encoded.message(), event);
                pass(event, system);
            }
            return;
        }
        switch (shape.kind()) {
            case BEGIN -> onBegin(event, system, shape);
            case END -> onEnd(event, system, shape);
            case DURATION -> onDuration(event, system, shape);
            case COUNTER, INSTANT -> {}
        }
    }

    private void onBegin(EventView event, String system, EventShape shape) {
        SpanPlace place = SpanPlace.of(event, shape);
        forget(open.evict(place));
        Begin begin = begin(event, shape, place, event.timestampNs());
        open.begin(place, shape.name(), system, begin);
        openBytes += begin.attributes().length();
        if (openBytes > MOST_OPEN_BYTES) {
            forget(open.drain());
        }
    }

    private void forget(List<OpenSpan<Begin>> spans) {
        withoutEnd += spans.size();
        spans.forEach(span -> openBytes -= span.begin().attributes().length());
    }

    private void onEnd(EventView event, String system, EventShape shape) {
        List<OpenSpan<Begin>> closed = open.end(SpanPlace.of(event, shape), shape.name(), system);
        if (closed.isEmpty()) {
            withoutBegin++;
            return;
        }
        OpenSpan<Begin> span = closed.get(closed.size() - 1);
        forget(closed);
        withoutEnd--;
        Begin begin = span.begin();
        encode(begin, begin.beginNs(), event.timestampNs());
        attributes.fields(
                encoded.message(),
                event,
                shape.format(),
                REPEATED,
                begin.shape().format());
        pass(event, system);
    }

    /** Passes on a span that is one event, which is inside those that are open and began before it. */
    private void onDuration(EventView event, String system, EventShape shape) {
        long endNs = event.timestampNs();
        long beginNs = Math.min(endNs, Math.max(0, endNs - Math.max(0, event.number(shape.value()))));
        Begin begin = begin(event, shape, SpanPlace.of(event, shape), beginNs);
        encode(begin, beginNs, endNs);
        pass(event, system);
    }

    private Begin begin(EventView event, EventShape shape, SpanPlace place, long beginNs) {
        SpanContext current = SpanContext.in(event, shape.format());
        Begin around = around(event, shape, place, beginNs);
        SpanContext parent = parent(around, current);
        SpanContext context = ids.next(place, shape.name(), beginNs, parent);
        SpanContext link = shape.flowId() < 0 ? null : flows.put(event.number(shape.flowId()), context);
        begun.clear();
        attributes.fields(begun, event, shape.format(), current == null ? OWN : OWN_IN_SPAN, null);
        addPlace(begun, event);
        return new Begin(context, parent == null ? 0 : parent.spanId(), current, link, shape, beginNs, begun.copy());
    }

    /** Returns the span that an event's begins in; an asynchronous one begins in one of its thread. */
    private @Nullable Begin around(EventView event, EventShape shape, SpanPlace place, long beginNs) {
        OpenSpan<Begin> innermost = open.innermost(place);
        if (innermost == null && shape.asyncId() >= 0 && shape.javaTid() < 0) {
            innermost = open.innermost(SpanPlace.thread(event.tid()));
        }
        return innermost == null || innermost.begin().beginNs() > beginNs ? null : innermost.begin();
    }

    /** Of the span around, and OpenTelemetry's current one, which may be inside that, returns the inner one. */
    private static @Nullable SpanContext parent(@Nullable Begin around, @Nullable SpanContext current) {
        if (current != null && (around == null || !current.equals(around.current()))) {
            return current;
        }
        return around == null ? null : around.context();
    }

    private void addPlace(ProtoBuffer message, EventView event) {
        attributes.number(message, "thread.id", event.tid());
        String name = event.comm();
        if (name != null) {
            attributes.text(message, "thread.name", name);
        }
        attributes.number(message, "cpu.logical_number", event.cpu());
    }

    private void encode(Begin begin, long beginNs, long endNs) {
        long offset = offsetNs.getAsLong();
        encoded.begin(
                begin.context(),
                begin.parent(),
                begin.shape().name(),
                EncodedSpan.INTERNAL,
                beginNs + offset,
                endNs + offset);
        encoded.message().fields(begin.attributes());
        encoded.link(begin.link());
    }

    private void pass(EventView event, String system) {
        target.add(host, event.pid(), processes.of(event.pid()), system, encoded.message());
    }

    @Override
    public void onLost(int cpu, long count, LossCause cause) {}

    @Override
    public void onLate(int cpu, long byNs) {}

    /** Returns the number of ends so far whose begin did not come. */
    public long withoutBegin() {
        return withoutBegin + bridged.withoutBegin();
    }

    /** Returns the number of begins without an end, those of spans that are still open included; forgets these. */
    public long finish() {
        forget(open.drain());
        return withoutEnd + bridged.withoutEnd();
    }
}
