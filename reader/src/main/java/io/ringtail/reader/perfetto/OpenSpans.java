package io.ringtail.reader.perfetto;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The spans that have begun and not ended. Those of a thread nest, as do those of a {@code java_tid}; an asynchronous span
 * is alone. Whatever is no thread's lies in a lane that nothing else uses meanwhile.
 */
final class OpenSpans {
    /** Deeper spans are taken for begins whose ends are lost. */
    private static final int MOST_DEPTH = 512;

    /** The oldest of more places with open spans are taken for ones whose ends are lost. */
    private static final int MOST_PLACES = 1 << 16;

    private final Tracks tracks;
    private final Map<Place, Stack> stacks = new LinkedHashMap<>();
    private final Map<Object, BitSet> lanes = new HashMap<>();

    /** Whatever has spans that nest: a thread, a thread of a JVM, or one asynchronous span. */
    record Place(int pid, String name, long id) {
        /** The place of a thread's spans. */
        static Place thread(int tid) {
            return new Place(0, "", tid);
        }
    }

    /** A span that is open. */
    record Open(long track, String name, String category) {}

    /** The lanes of one name. */
    private record LaneName(int pid, String name) {}

    /** The open spans of a place, in its track. */
    private record Stack(long track, int lane, Deque<Open> open) {}

    OpenSpans(Tracks tracks) {
        this.tracks = tracks;
    }

    /**
     * Opens a span, and returns the uuid of its track.
     *
     * @param thread the track of the thread; null for a place in a lane
     */
    long begin(Place place, @Nullable Long thread, String name, String category) {
        Stack stack = stacks.computeIfAbsent(place, key -> stack(place, thread));
        if (stack.open().size() == MOST_DEPTH) {
            stack.open().removeLast();
        }
        stack.open().push(new Open(stack.track(), name, category));
        return stack.track();
    }

    private Stack stack(Place place, @Nullable Long thread) {
        if (thread != null) {
            return new Stack(thread, -1, new ArrayDeque<>());
        }
        BitSet used = lanes.computeIfAbsent(new LaneName(place.pid(), place.name()), key -> new BitSet());
        int lane = used.nextClearBit(0);
        used.set(lane);
        return new Stack(tracks.lane(place.pid(), place.name(), lane), lane, new ArrayDeque<>());
    }

    /**
     * Closes the innermost span of a name, and those inside it, whose ends were lost.
     *
     * @return the spans closed, innermost first; empty if there is none of that name
     */
    List<Open> end(Place place, String name, String category) {
        Stack stack = stacks.get(place);
        List<Open> closed = new ArrayList<>();
        if (stack == null
                || stack.open().stream()
                        .noneMatch(open ->
                                open.name().equals(name) && open.category().equals(category))) {
            return closed;
        }
        Open last;
        do {
            last = stack.open().pop();
            closed.add(last);
        } while (!last.name().equals(name) || !last.category().equals(category));
        if (stack.open().isEmpty()) {
            release(place, stack);
        }
        return closed;
    }

    /** Returns the open spans of the oldest place, innermost first, and forgets them, if there are too many places. */
    List<Open> evict() {
        if (stacks.size() < MOST_PLACES) {
            return List.of();
        }
        Map.Entry<Place, Stack> oldest = stacks.entrySet().iterator().next();
        List<Open> open = new ArrayList<>(oldest.getValue().open());
        release(oldest.getKey(), oldest.getValue());
        return open;
    }

    private void release(Place place, Stack stack) {
        stacks.remove(place);
        BitSet used = lanes.get(new LaneName(place.pid(), place.name()));
        if (stack.lane() >= 0 && used != null) {
            used.clear(stack.lane());
        }
    }

    /** Returns all spans that are open, those of a place innermost first, and forgets them. */
    List<Open> drain() {
        List<Open> all = new ArrayList<>();
        stacks.values().forEach(stack -> all.addAll(stack.open()));
        stacks.clear();
        lanes.clear();
        return all;
    }
}
