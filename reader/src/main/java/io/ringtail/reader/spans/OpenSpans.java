package io.ringtail.reader.spans;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The spans that have begun and not ended. Those of a place nest. Not thread-safe.
 *
 * @param <T> what is kept of each begin
 */
public final class OpenSpans<T> {
    /** Deeper spans are taken for begins whose ends are lost. */
    private static final int MOST_DEPTH = 512;

    /** The oldest of more places with open spans are taken for ones whose ends are lost. */
    private static final int MOST_PLACES = 1 << 16;

    private final Map<SpanPlace, Deque<OpenSpan<T>>> places = new LinkedHashMap<>();
    private int size;

    /** Creates a set of no spans. */
    public OpenSpans() {}

    /** Opens a span; {@link #evict} makes room for it. */
    public void begin(SpanPlace place, String name, String category, T begin) {
        Deque<OpenSpan<T>> open = places.computeIfAbsent(place, key -> new ArrayDeque<>());
        size++;
        open.push(new OpenSpan<>(place, name, category, begin));
    }

    /** Returns the number of open spans. */
    public int size() {
        return size;
    }

    /** Returns the innermost open span of a place, or null if there is none. */
    public @Nullable OpenSpan<T> innermost(SpanPlace place) {
        Deque<OpenSpan<T>> open = places.get(place);
        return open == null ? null : open.peek();
    }

    /**
     * Closes the innermost span of a name, and those inside it, whose ends were lost.
     *
     * @return the spans closed, innermost first; empty if there is none of that name
     */
    public List<OpenSpan<T>> end(SpanPlace place, String name, String category) {
        Deque<OpenSpan<T>> open = places.get(place);
        List<OpenSpan<T>> closed = new ArrayList<>();
        if (open == null || open.stream().noneMatch(span -> isNamed(span, name, category))) {
            return closed;
        }
        OpenSpan<T> last;
        do {
            last = open.pop();
            closed.add(last);
        } while (!isNamed(last, name, category));
        size -= closed.size();
        if (open.isEmpty()) {
            places.remove(place);
        }
        return closed;
    }

    private static boolean isNamed(OpenSpan<?> span, String name, String category) {
        return span.name().equals(name) && span.category().equals(category);
    }

    /**
     * Makes room for a span in a place: forgets the place's outermost span if there are too many inside it, and the open
     * spans of the oldest place if there are too many places. Call it before each {@link #begin}.
     *
     * @return the forgotten spans, those of a place innermost first
     */
    public List<OpenSpan<T>> evict(SpanPlace place) {
        Deque<OpenSpan<T>> own = places.get(place);
        if (own != null) {
            if (own.size() < MOST_DEPTH) {
                return List.of();
            }
            size--;
            return List.of(own.removeLast());
        }
        if (places.size() < MOST_PLACES) {
            return List.of();
        }
        Map.Entry<SpanPlace, Deque<OpenSpan<T>>> oldest =
                places.entrySet().iterator().next();
        places.remove(oldest.getKey());
        size -= oldest.getValue().size();
        return List.copyOf(oldest.getValue());
    }

    /** Returns all spans that are open, those of a place innermost first, and forgets them. */
    public List<OpenSpan<T>> drain() {
        List<OpenSpan<T>> all = new ArrayList<>();
        places.values().forEach(all::addAll);
        places.clear();
        size = 0;
        return all;
    }
}
