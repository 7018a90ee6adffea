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
 * each mark waits in a store, and no later one of its host is paired before it. Spans leave in the order of their ends, since
 * windows take none that is much older than one before it. The key of a span is its service, its value µs.
 */
final class SpansOfMarks extends ContextualProcessor<String, SpanMark, String, Long> {
    static final String STORE = "waiting-marks";

    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final Duration hold;
    /** By host, when the first of the marks was that have come since marks were last paired: they wait for the next time. */
    private final Map<String, Long> fresh = new HashMap<>();

    private KeyValueStore<String, SpanMark> waiting;

    /**
     * Creates a processor.
     *
     * @param hold how long a mark waits at least, from when it comes
     */
    SpansOfMarks(Duration hold) {
        this.hold = hold;
    }

    @Override
    public void init(ProcessorContext<String, Long> context) {
        super.init(context);
        fresh.clear();
        waiting = context.getStateStore(STORE);
        context.schedule(hold, PunctuationType.WALL_CLOCK_TIME, nowMs -> pair());
    }

    @Override
    public void process(Record<String, SpanMark> next) {
        waiting.put(next.value().key(), next.value());
        fresh.merge(next.key(), next.value().timeNs(), Math::min);
    }

    /** Pairs what has waited; of each host, what lies before its first mark that has not. */
    private void pair() {
        long oldestNs = TimeUnit.MILLISECONDS.toNanos(context().currentStreamTimeMs()) - LONGEST.toNanos();
        List<SpanMark> done = new ArrayList<>();
        List<Record<String, Long>> spans = new ArrayList<>();
        Deque<SpanMark> open = new ArrayDeque<>();
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
                } else if (mark.timeNs() < fresh.getOrDefault(mark.host(), Long.MAX_VALUE)) {
                    done.add(mark);
                    end(mark, open, done, spans);
                }
                if (mark.timeNs() < oldestNs) {
                    done.add(mark);
                }
            }
        }
        done.forEach(mark -> waiting.delete(mark.key()));
        fresh.clear();
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
                long us = TimeUnit.NANOSECONDS.toMicros(end.timeNs() - begin.timeNs());
                spans.add(new Record<>(end.service(), us, TimeUnit.NANOSECONDS.toMillis(end.timeNs())));
                return;
            }
        }
    }
}
