package spans;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Pairs begins with ends. A thread moves between CPUs, whose pages come from different partitions at different times: so
 * each mark waits in a store, and no later one of its host is paired before it. An end whose begin is not there stays: the
 * begin may come later still. Spans leave in the order of their ends, since windows take none that is much older than one
 * before it. The key of a span is its service, its value µs.
 */
final class SpansOfMarks extends ContextualProcessor<String, SpanMark, String, Long> {
    static final String STORE = "waiting-marks";

    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final long holdMs;
    /** How often marks are paired. */
    private final long roundMs;
    /** The marks that have come since marks were last paired. */
    private Arrivals coming = new Arrivals(0);
    /** The marks that came before, and must wait longer. */
    private final List<Arrivals> held = new ArrayList<>();

    private long startMs;
    /** When the last round ended. */
    private long lastRoundMs;
    /** Whether the last round made all marks wait anew. */
    private boolean renewed;

    private KeyValueStore<String, SpanMark> waiting;

    /** Marks that have come until a time: by host, the time of the first one. */
    private record Arrivals(long untilMs, Map<String, Long> firstNs) {
        Arrivals(long untilMs) {
            this(untilMs, new HashMap<>());
        }

        Arrivals until(long ms) {
            return new Arrivals(ms, firstNs);
        }
    }

    /**
     * Creates a processor.
     *
     * @param hold how long a mark waits at least, from when it comes
     */
    SpansOfMarks(Duration hold) {
        holdMs = hold.toMillis();
        roundMs = Math.max(1, holdMs / 2);
    }

    @Override
    public void init(ProcessorContext<String, Long> context) {
        super.init(context);
        coming = new Arrivals(0);
        held.clear();
        startMs = context.currentSystemTimeMs();
        lastRoundMs = startMs;
        waiting = context.getStateStore(STORE);
        context.schedule(Duration.ofMillis(roundMs), PunctuationType.WALL_CLOCK_TIME, this::round);
    }

    @Override
    public void process(Record<String, SpanMark> next) {
        waiting.put(next.value().key(), next.value());
        coming.firstNs().merge(next.key(), next.value().timeNs(), Math::min);
    }

    /**
     * Pairs what has waited. After a time in which this thread did nothing, because it had no CPU or another task had it,
     * what is due first may not have been read yet: then all marks begin to wait anew, but not twice in a row.
     */
    private void round(long nowMs) {
        held.add(coming.until(nowMs));
        coming = new Arrivals(0);
        renewed = !renewed && nowMs - lastRoundMs > 2 * roundMs;
        if (renewed) {
            held.replaceAll(arrivals -> arrivals.until(nowMs));
        }
        held.removeIf(arrivals -> arrivals.untilMs() + holdMs <= nowMs);
        // When the marks in the store came, a new start does not know.
        if (nowMs - startMs >= holdMs) {
            pair();
        }
        lastRoundMs = context().currentSystemTimeMs();
    }

    /** Returns the time of a host's first mark that must wait longer. */
    private long limitNs(String host) {
        return held.stream()
                .mapToLong(arrivals -> arrivals.firstNs().getOrDefault(host, Long.MAX_VALUE))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** Pairs the marks of each host that lie before its first one that must wait longer. */
    private void pair() {
        long oldestNs = TimeUnit.MILLISECONDS.toNanos(context().currentStreamTimeMs()) - LONGEST.toNanos();
        List<SpanMark> done = new ArrayList<>();
        List<Record<String, Long>> spans = new ArrayList<>();
        Deque<SpanMark> open = new ArrayDeque<>();
        Map<String, Long> limits = new HashMap<>();
        String thread = "";
        try (KeyValueIterator<String, SpanMark> all = waiting.all()) {
            while (all.hasNext()) {
                SpanMark mark = all.next().value;
                if (!mark.thread().equals(thread)) {
                    thread = mark.thread();
                    open.clear();
                }
                if (mark.isBegin()) {
                    open.push(mark);
                } else if (mark.timeNs() < limits.computeIfAbsent(mark.host(), this::limitNs)) {
                    end(mark, open, done, spans);
                }
                if (mark.timeNs() < oldestNs) {
                    done.add(mark);
                }
            }
        }
        done.forEach(mark -> waiting.delete(mark.key()));
        spans.sort(Comparator.comparingLong(Record::timestamp));
        spans.forEach(context()::forward);
    }

    private static void end(
            SpanMark end, Deque<SpanMark> open, List<SpanMark> done, List<Record<String, Long>> spans) {
        for (Iterator<SpanMark> innermost = open.iterator(); innermost.hasNext(); ) {
            SpanMark begin = innermost.next();
            if (begin.span().equals(end.span()) && begin.service().equals(end.service())) {
                innermost.remove();
                done.add(begin);
                done.add(end);
                long us = TimeUnit.NANOSECONDS.toMicros(end.timeNs() - begin.timeNs());
                spans.add(new Record<>(end.service(), us, TimeUnit.NANOSECONDS.toMillis(end.timeNs())));
                return;
            }
        }
    }
}
