import io.ringtail.reader.EventSink;
import io.ringtail.reader.EventView;
import io.ringtail.reader.LossCause;
import io.ringtail.reader.format.EventDecoder;
import io.ringtail.reader.tracedat.TraceDatReader;
import io.ringtail.reader.tracedat.TraceEvents;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Counts a trace.dat's events by name: a sink of its own. Its argument is the file. */
public class CountEvents implements EventSink {
    private final Map<String, Long> counts = new TreeMap<>();

    @Override
    public void onEvent(EventView event) {
        String name = event.format() == null ? "unknown" : event.system() + ":" + event.format().name();
        counts.merge(name, 1L, Long::sum);
    }

    @Override
    public void onLost(int cpu, long count, LossCause cause) {
        counts.merge("lost", Math.max(1, count), Long::sum);
    }

    @Override
    public void onLate(int cpu, long byNs) {}

    public static void main(String[] args) throws Exception {
        CountEvents sink = new CountEvents();
        try (TraceDatReader file = TraceDatReader.open(Path.of(args[0]))) {
            EventDecoder decoder = file.decoder(sink);
            TraceEvents events = file.events();
            while (events.next(decoder)) {}
        }
        sink.counts.forEach((name, count) -> System.out.println(count + " " + name));
    }
}
