package io.ringtail.reader.otlp;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.reader.EventView;
import io.ringtail.reader.FieldKind;
import io.ringtail.reader.spans.SpanPlace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The spans of OpenTelemetry's bridge, which keep their ids, and the observations of Micrometer's. They are paired by
 * their ids, and not by their threads.
 */
final class BridgedSpans {
    /** The fields that become a span's own, and not attributes. */
    static final List<String> FIELDS = List.of(
            "trace_hi", "trace_lo", "span", "parent", "name", "kind", "status", "duration_ns", "contextual_name", "id");

    private static final String SPAN_BEGIN = "span_begin";
    private static final String SPAN_END = "span_end";
    private static final String OBSERVATION = "observation";
    private static final String OBSERVATION_BEGIN = "observation_begin";
    private static final String OBSERVATION_END = "observation_end";
    private static final String OBSERVATION_EVENT = "observation_event";
    private static final List<String> KINDS =
            List.of("UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER");
    private static final List<String> STATUSES = List.of("UNSET", "OK", "ERROR");
    /** Of more open spans, the ones that began first are taken for ones whose ends are lost. */
    private static final int MOST = 1 << 16;

    private static final int MOST_NAME = 1024;

    private final SpanIds ids;
    private final Map<Key, Begin> open = new LinkedHashMap<>();
    private long withoutBegin;
    private long withoutEnd;

    /** What pairs a begin and an end: the three numbers of OpenTelemetry's ids, or a process and an observation. */
    private record Key(String system, long first, long second, long third) {}

    /** What is kept of a begin. */
    private record Begin(SpanContext context, long parent, String name, int kind) {}

    BridgedSpans(SpanIds ids) {
        this.ids = ids;
    }

    /** Whether an event is one of a bridge's. */
    boolean knows(String system, EventFormat format) {
        return switch (system) {
            case "otel" ->
                switch (format.name()) {
                    case SPAN_BEGIN -> index(format, "parent") >= 0 && hasIds(format);
                    case SPAN_END -> index(format, "duration_ns") >= 0 && hasIds(format);
                    default -> false;
                };
            case OBSERVATION ->
                switch (format.name()) {
                    case OBSERVATION_BEGIN, OBSERVATION_END, OBSERVATION_EVENT -> index(format, "id") >= 0;
                    default -> false;
                };
            default -> false;
        };
    }

    private static boolean hasIds(EventFormat format) {
        return index(format, "trace_hi") >= 0 && index(format, "trace_lo") >= 0 && index(format, "span") >= 0;
    }

    /**
     * Takes an event.
     *
     * @param offsetNs the time of the clock's zero since 1970, ns
     * @param span where to begin a span that has ended
     * @return whether one has
     */
    boolean onEvent(EventView event, EventFormat format, long offsetNs, EncodedSpan span) {
        switch (format.name()) {
            case SPAN_BEGIN -> beginSpan(event, format);
            case OBSERVATION_BEGIN -> beginObservation(event, format);
            case SPAN_END, OBSERVATION_END -> {
                return end(event, format, offsetNs, span);
            }
            default -> {}
        }
        return false;
    }

    private void beginSpan(EventView event, EventFormat format) {
        SpanContext context = context(event, format);
        if (context.isValid()) {
            int kind = Math.max(EncodedSpan.INTERNAL, KINDS.indexOf(text(event, format, "kind")));
            put(key(event, format), new Begin(context, number(event, format, "parent"), "", kind));
        }
    }

    private void beginObservation(EventView event, EventFormat format) {
        String contextual = text(event, format, "contextual_name");
        String name = contextual.isEmpty() ? name(event, format) : contextual;
        Begin around = open.get(observation(event, number(event, format, "parent")));
        SpanPlace place = new SpanPlace(event.pid(), OBSERVATION, number(event, format, "id"));
        SpanContext parent = around == null ? null : around.context();
        SpanContext context = ids.next(place, name, event.timestampNs(), parent);
        put(
                key(event, format),
                new Begin(
                        context,
                        parent == null ? 0 : parent.spanId(),
                        name.substring(0, Math.min(name.length(), MOST_NAME)),
                        EncodedSpan.INTERNAL));
    }

    private void put(Key key, Begin begin) {
        if (open.put(key, begin) != null) {
            withoutEnd++;
        }
        if (open.size() > MOST) {
            open.remove(open.keySet().iterator().next());
            withoutEnd++;
        }
    }

    private boolean end(EventView event, EventFormat format, long offsetNs, EncodedSpan span) {
        Begin begin = open.remove(key(event, format));
        if (begin == null) {
            withoutBegin++;
            return false;
        }
        long endNs = event.timestampNs();
        long beginNs = Math.min(endNs, Math.max(0, endNs - Math.max(0, number(event, format, "duration_ns"))));
        boolean isSpan = format.name().equals(SPAN_END);
        String name = isSpan ? name(event, format) : begin.name();
        span.begin(begin.context(), begin.parent(), name, begin.kind(), beginNs + offsetNs, endNs + offsetNs);
        String error = text(event, format, "error");
        if (isSpan) {
            int status = STATUSES.indexOf(text(event, format, "status"));
            if (status > 0) {
                span.status(status, "");
            }
        } else if (!error.isEmpty()) {
            span.status(EncodedSpan.ERROR, error);
        }
        return true;
    }

    private static Key key(EventView event, EventFormat format) {
        if (index(format, "trace_hi") < 0) {
            return observation(event, number(event, format, "id"));
        }
        SpanContext context = context(event, format);
        return new Key("otel", context.traceHigh(), context.traceLow(), context.spanId());
    }

    private static Key observation(EventView event, long id) {
        return new Key(OBSERVATION, event.pid(), id, 0);
    }

    private static SpanContext context(EventView event, EventFormat format) {
        return new SpanContext(
                number(event, format, "trace_hi"), number(event, format, "trace_lo"), number(event, format, "span"));
    }

    private static String name(EventView event, EventFormat format) {
        return text(event, format, "name");
    }

    private static long number(EventView event, EventFormat format, String field) {
        int index = index(format, field);
        return index < 0 ? 0 : event.number(index);
    }

    private static String text(EventView event, EventFormat format, String field) {
        int index = index(format, field);
        if (index < 0) {
            return "";
        }
        if (event.kind(index) == FieldKind.TEXT) {
            return event.text(index).toString();
        }
        @Nullable String label = event.label(index);
        return label == null ? "" : label;
    }

    private static int index(EventFormat format, String field) {
        for (int i = 0; i < format.fields().size(); i++) {
            if (format.fields().get(i).name().equals(field)) {
                return i;
            }
        }
        return -1;
    }

    long withoutBegin() {
        return withoutBegin;
    }

    /** Returns the number of begins without an end, those of spans that are still open included. */
    long withoutEnd() {
        return withoutEnd + open.size();
    }
}
