package io.ringtail.query;

import io.ringtail.reader.EventView;
import io.ringtail.reader.spans.EventShape;
import io.ringtail.reader.spans.EventShapes;
import io.ringtail.reader.spans.OpenSpan;
import io.ringtail.reader.spans.OpenSpans;
import io.ringtail.reader.spans.SpanPlace;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Spans as rows, each when it has ended. An end without a begin is no span. */
final class SpanRows implements RowSource {
    /** Of more places, the oldest are forgotten: a span known only at its end then counts spans before it as outside. */
    private static final int MOST_PLACES = 1 << 14;

    private final Deque<SpanRow> ready = new ArrayDeque<>();
    private final Map<SpanPlace, RecentSpans> outermost = new LinkedHashMap<>();
    private OpenSpans<SpanFrame> open = new OpenSpans<>();
    private EventShapes shapes = new EventShapes();
    private @Nullable TracePart part;
    private @Nullable Chunk chunk;
    private long lastNs;

    @Override
    public void begin(TracePart from, Chunk into) {
        part = from;
        chunk = into;
        shapes = new EventShapes();
        open = new OpenSpans<>();
        outermost.clear();
        lastNs = Long.MIN_VALUE;
    }

    @Override
    public void onEvent(EventView event) {
        lastNs = Math.max(lastNs, event.timestampNs());
        EventShape shape = shapes.of(event);
        String system = event.system();
        if (shape == null || system == null) {
            return;
        }
        switch (shape.kind()) {
            case BEGIN -> onBegin(event, shape, system);
            case END -> close(open.end(SpanPlace.of(event, shape), shape.name(), system), event.timestampNs());
            case DURATION -> onDuration(event, shape, system);
            case COUNTER, INSTANT -> {}
        }
    }

    private void onBegin(EventView event, EventShape shape, String system) {
        SpanPlace place = SpanPlace.of(event, shape);
        closeAll(open.evict(place), event.timestampNs(), SpanState.END_LOST);
        OpenSpan<SpanFrame> around = open.innermost(place);
        int depth = around == null ? 0 : around.begin().depth() + 1;
        open.begin(place, shape.name(), system, new SpanFrame(event, event.timestampNs(), depth));
    }

    /** Closes the spans inside one, whose ends are lost, and that one. */
    private void close(List<OpenSpan<SpanFrame>> closed, long endNs) {
        if (closed.isEmpty()) {
            return;
        }
        int last = closed.size() - 1;
        closeAll(closed.subList(0, last), endNs, SpanState.END_LOST);
        OpenSpan<SpanFrame> span = closed.get(last);
        if (last > 0) {
            addInside(span.begin(), closed.get(last - 1).begin(), endNs);
        }
        closeOne(span, endNs, SpanState.ENDED);
        long beginNs = span.begin().beginNs();
        addTo(open.innermost(span.place()), span.place(), beginNs, endNs - beginNs);
    }

    /** Closes spans, innermost first. */
    private void closeAll(List<OpenSpan<SpanFrame>> spans, long endNs, SpanState state) {
        SpanFrame inside = null;
        SpanPlace place = null;
        for (OpenSpan<SpanFrame> span : spans) {
            if (inside != null && span.place().equals(place)) {
                addInside(span.begin(), inside, endNs);
            }
            closeOne(span, endNs, state);
            inside = span.begin();
            place = span.place();
        }
    }

    private static void addInside(SpanFrame around, SpanFrame inside, long endNs) {
        around.add(inside.beginNs(), endNs - inside.beginNs());
    }

    private void closeOne(OpenSpan<SpanFrame> span, long endNs, SpanState state) {
        add(
                span.place(),
                span.category(),
                span.name(),
                span.begin(),
                endNs - span.begin().beginNs(),
                state);
    }

    private void add(SpanPlace place, String system, String name, SpanFrame frame, long lengthNs, SpanState state) {
        if (part != null) {
            ready.add(new SpanRow(part, place, system, name, frame, lengthNs, state));
        }
    }

    /** Adds a span that is one event: those that ended before it, and began after its begin, were inside it. */
    private void onDuration(EventView event, EventShape shape, String system) {
        long endNs = event.timestampNs();
        long lengthNs = Math.min(Math.max(0, event.number(shape.value())), Math.max(0, endNs));
        long beginNs = endNs - lengthNs;
        SpanPlace place = SpanPlace.of(event, shape);
        OpenSpan<SpanFrame> innermost = open.innermost(place);
        OpenSpan<SpanFrame> around = innermost == null || innermost.begin().beginNs() > beginNs ? null : innermost;
        SpanFrame frame = new SpanFrame(
                event, beginNs, around == null ? 0 : around.begin().depth() + 1);
        frame.addInside(
                around == null
                        ? outermost(place).takeSince(beginNs)
                        : around.begin().takeSince(beginNs));
        add(place, system, shape.name(), frame, lengthNs, SpanState.ENDED);
        addTo(around, place, beginNs, lengthNs);
    }

    private void addTo(@Nullable OpenSpan<SpanFrame> around, SpanPlace place, long beginNs, long lengthNs) {
        if (around == null) {
            outermost(place).add(beginNs, lengthNs);
        } else {
            around.begin().add(beginNs, lengthNs);
        }
    }

    private RecentSpans outermost(SpanPlace place) {
        RecentSpans recent = outermost.get(place);
        if (recent == null) {
            if (outermost.size() == MOST_PLACES) {
                outermost.remove(outermost.keySet().iterator().next());
            }
            recent = new RecentSpans();
            outermost.put(place, recent);
        }
        return recent;
    }

    @Override
    public void drain() {
        if (chunk != null) {
            chunk.take(ready);
        }
    }

    @Override
    public void end() {
        closeAll(open.drain(), lastNs, SpanState.UNFINISHED);
    }
}
