package spans;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Pairs begins with ends. A thread moves between CPUs, whose pages come from different partitions at different times: so
 * each mark waits in a store, and no later one of its thread is paired before it. The key of a span is its service, its
 * value µs.
 */
final class SpansOfMarks extends ContextualProcessor<String, SpanMark, String, Long> {
    static final String STORE = "waiting-marks";

    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final Duration hold;
    /** The keys of the marks that have come since the last time that marks were paired: they wait for the next time. */
    private final Set<String> fresh = new HashSet<>();

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
        waiting = context.getStateStore(STORE);
        context.schedule(hold, PunctuationType.WALL_CLOCK_TIME, nowMs -> pair());
    }

    @Override
    public void process(Record<String, SpanMark> next) {
        waiting.put(next.value().key(), next.value());
        fresh.add(next.value().key());
    }

    /** Pairs what has waited; of each thread, what lies before its first mark that has not. */
    private void pair() {
        long oldestNs = TimeUnit.MILLISECONDS.toNanos(context().currentStreamTimeMs()) - LONGEST.toNanos();
        List<SpanMark> done = new ArrayList<>();
        Deque<SpanMark> open = new ArrayDeque<>();
        String thread = "";
        boolean waits = false;
        try (KeyValueIterator<String, SpanMark> all = waiting.all()) {
            while (all.hasNext()) {
                SpanMark mark = all.next().value;
                if (!mark.thread().equals(thread)) {
                    thread = mark.thread();
                    waits = false;
                    open.clear();
                }
                waits |= fresh.contains(mark.key());
                if (!waits) {
                    take(mark, open, done);
                }
                if (mark.timeNs() < oldestNs) {
                    done.add(mark);
                }
            }
        }
        done.forEach(mark -> waiting.delete(mark.key()));
        fresh.clear();
    }

    private void take(SpanMark mark, Deque<SpanMark> open, List<SpanMark> done) {
        if (mark.isBegin()) {
            open.push(mark);
            return;
        }
        done.add(mark);
        for (Iterator<SpanMark> innermost = open.iterator(); innermost.hasNext(); ) {
            SpanMark begin = innermost.next();
            if (begin.span().equals(mark.span()) && begin.service().equals(mark.service())) {
                innermost.remove();
                done.add(begin);
                long us = TimeUnit.NANOSECONDS.toMicros(mark.timeNs() - begin.timeNs());
                context().forward(new Record<>(mark.service(), us, TimeUnit.NANOSECONDS.toMillis(mark.timeNs())));
                return;
            }
        }
    }
}
