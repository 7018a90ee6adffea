package io.ringtail.bench;

import io.ringtail.reader.EventSink;
import io.ringtail.reader.EventView;
import io.ringtail.reader.LossCause;
import io.ringtail.reader.format.EventDecoder;
import io.ringtail.reader.tracedat.TraceDatException;
import io.ringtail.reader.tracedat.TraceDatReader;
import io.ringtail.reader.tracedat.TraceEvents;
import java.io.PrintWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.spi.ToolProvider;

/**
 * The time of counting events by SQL, beside that of reading them as {@code ringtail report} does, without printing.
 *
 * <p>Arguments: a trace.dat, how many times it is read in a row, and the path of ringtail-query.jar.
 */
public final class QueryTime {
    private static final int ROUNDS = 5;
    private static final double NS_PER_S = 1e9;

    private QueryTime() {}

    /** Prints both times of each round; the first rounds warm up. */
    public static void main(String[] args) throws Exception {
        Path trace = Path.of(args[0]);
        int times = Integer.parseInt(args[1]);
        URL[] jar = {Path.of(args[2]).toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(jar, QueryTime.class.getClassLoader())) {
            ToolProvider tool = ServiceLoader.load(ToolProvider.class, loader).stream()
                    .map(ServiceLoader.Provider::get)
                    .filter(each -> each.name().equals("ringtail-query"))
                    .findFirst()
                    .orElseThrow();
            for (int round = 0; round < ROUNDS; round++) {
                long start = System.nanoTime();
                long events = read(trace, times);
                long between = System.nanoTime();
                count(tool, trace, times);
                long end = System.nanoTime();
                System.out.printf(
                        Locale.ROOT,
                        "%,d events: report's reading %.2f s, query's count %.2f s%n",
                        events,
                        (between - start) / NS_PER_S,
                        (end - between) / NS_PER_S);
            }
        }
    }

    private static long read(Path trace, int times) throws TraceDatException {
        Counter counter = new Counter();
        for (int i = 0; i < times; i++) {
            try (TraceDatReader reader = TraceDatReader.open(trace)) {
                EventDecoder decoder = reader.decoder(counter);
                TraceEvents events = reader.events();
                boolean more = true;
                while (more) {
                    more = events.next(decoder);
                }
            }
        }
        return counter.events;
    }

    private static void count(ToolProvider tool, Path trace, int times) {
        List<String> arguments = new ArrayList<>(Collections.nCopies(times, "file=" + trace));
        arguments.addAll(List.of("format=csv", "sql=select count(*) from events"));
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        tool.run(out, out, arguments.toArray(String[]::new));
    }

    /** Counts events. */
    private static final class Counter implements EventSink {
        private long events;

        @Override
        public void onEvent(EventView event) {
            events++;
        }

        @Override
        public void onLost(int cpu, long count, LossCause cause) {}

        @Override
        public void onLate(int cpu, long byNs) {}
    }
}
