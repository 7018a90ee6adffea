package spans;

import io.ringtail.kafka.record.Progress;
import io.ringtail.kafka.serde.FleetEvent;
import io.ringtail.kafka.serde.FleetPage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/** The marks in pages, each page once: a record that repeats what another one had does not count. Its key is the host. */
final class MarksOfPages extends ContextualProcessor<String, FleetPage, String, SpanMark> {
    private final Map<String, Progress> cpus = new HashMap<>();

    @Override
    public void process(Record<String, FleetPage> next) {
        FleetPage page = next.value();
        Progress cpu = cpus.computeIfAbsent(next.key(), first -> new Progress());
        if (cpu.take(page.record()) != Progress.Verdict.NEXT) {
            return;
        }
        // What came before: so many of the page's lost events, and then of its events.
        long seen = Math.max(0, cpu.overlap() - Math.max(0, page.lost()));
        List<FleetEvent> events = page.events();
        for (FleetEvent event : events.subList((int) Math.min(seen, events.size()), events.size())) {
            SpanMark.of(event)
                    .ifPresent(mark -> context().forward(new Record<>(mark.host(), mark, millis(mark.timeNs()))));
        }
    }

    private static long millis(long ns) {
        return TimeUnit.NANOSECONDS.toMillis(ns);
    }
}
