package io.ringtail.reader.spans;

import io.ringtail.reader.EventView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Finds the spans in events, with the time of each that is its own, and, from the kernel's {@code sched_switch}, the time
 * that its thread did not run. Passes on each span when it ends. Not thread-safe.
 */
public final class SpanTimes {
    /** The places whose ended spans are remembered; of more, the one that was there first is forgotten. */
    private static final int MOST_PLACES = 1 << 16;

    private final Consumer<SpanTime> spans;
    private final EventShapes shapes = new EventShapes();
    private final OpenSpans<Begin> open = new OpenSpans<>();
    private final OffCpuTimes offCpu = new OffCpuTimes();
    private final Map<SpanPlace, EndedSpans> ended = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<SpanPlace, EndedSpans> eldest) {
            return size() > MOST_PLACES;
        }
    };
    private long withoutBegin;
    private long withoutEnd;

    /** What is kept of a begin: its time, and how long its thread had not run until then. */
    private record Begin(long ns, long offCpuNs) {}

    /** Creates a finder of spans, which passes them to a consumer. */
    public SpanTimes(Consumer<SpanTime> spans) {
        this.spans = spans;
    }

    /** Takes the next event, in the order of time. */
    public void onEvent(EventView event) {
        offCpu.onEvent(event);
        EventShape shape = shapes.of(event);
        String system = event.system();
        if (shape == null || system == null) {
            return;
        }
        switch (shape.kind()) {
            case BEGIN -> begin(event, system, shape);
            case END -> end(event, system, shape);
            case DURATION -> duration(event, system, shape);
            case COUNTER, INSTANT -> {}
        }
    }

    private void begin(EventView event, String system, EventShape shape) {
        SpanPlace place = SpanPlace.of(event, shape);
        withoutEnd += open.evict(place).size();
        Begin begin = new Begin(event.timestampNs(), offCpu.ns(event.tid()));
        open.begin(place, shape.name(), system, begin);
    }

    private void end(EventView event, String system, EventShape shape) {
        List<OpenSpan<Begin>> closed = open.end(SpanPlace.of(event, shape), shape.name(), system);
        if (closed.isEmpty()) {
            withoutBegin++;
            return;
        }
        withoutEnd += closed.size() - 1;
        OpenSpan<Begin> span = closed.get(closed.size() - 1);
        Begin begin = span.begin();
        long off = offCpu.isKnown() && span.place().isThread()
                ? Math.max(0, offCpu.ns(event.tid()) - begin.offCpuNs())
                : SpanTime.UNKNOWN;
        pass(span.place(), system, shape.name(), begin.ns(), event.timestampNs(), off);
    }

    private void duration(EventView event, String system, EventShape shape) {
        long endNs = event.timestampNs();
        long beginNs = Math.min(endNs, Math.max(0, endNs - Math.max(0, event.number(shape.value()))));
        pass(SpanPlace.of(event, shape), system, shape.name(), beginNs, endNs, SpanTime.UNKNOWN);
    }

    private void pass(SpanPlace place, String system, String name, long beginNs, long endNs, long off) {
        long ns = Math.max(0, endNs - beginNs);
        boolean nests = place.isThread() || place.name().equals(SpanPlace.JAVA_THREADS);
        long inside =
                nests ? ended.computeIfAbsent(place, key -> new EndedSpans()).enclose(beginNs, ns) : 0;
        spans.accept(new SpanTime(place, system, name, beginNs, beginNs + ns, Math.max(0, ns - inside), off));
    }

    /** Returns the number of ends so far whose begin is not in the trace. */
    public long withoutBegin() {
        return withoutBegin;
    }

    /** Returns the number of begins without an end, those of spans that are still open included; forgets these. */
    public long finish() {
        withoutEnd += open.drain().size();
        return withoutEnd;
    }
}
