package io.ringtail.reader.tracedat;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.reader.format.EventDecoder;
import io.ringtail.reader.text.EventPrinter;
import io.ringtail.reader.text.LineStyle;
import java.nio.file.Path;
import java.util.List;

/** Our report of a file, and stock trace-cmd's. */
final class Reports {
    private Reports() {}

    /** Returns the lines of all events. */
    static List<String> ours(Path file) throws Exception {
        StringBuilder out = new StringBuilder();
        try (TraceDatReader reader = TraceDatReader.open(file)) {
            List<String> buffers = reader.buffers().equals(List.of("")) ? List.of() : reader.buffers();
            LineStyle style = new LineStyle(false, reader.timesAreNs(), buffers);
            EventDecoder decoder = reader.decoder(new EventPrinter(out, style));
            for (TraceEvents events = reader.events(); events.next(decoder); ) {
                // Until the last one.
            }
        }
        return out.toString().lines().toList();
    }

    static List<String> stock(Path file, Path directory) throws Exception {
        return StockTraceCmd.report(file, directory)
                .lines()
                .filter(line -> !line.startsWith("cpus="))
                .toList();
    }

    /** Checks that both are the same, and not empty. */
    static List<String> checkSame(Path file, Path directory) throws Exception {
        List<String> ours = ours(file);
        assertThat(ours).isNotEmpty();
        assertThat(ours).isEqualTo(stock(file, directory));
        return ours;
    }
}
