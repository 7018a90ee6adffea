import io.ringtail.reader.format.EventDecoder;
import io.ringtail.reader.text.EventPrinter;
import io.ringtail.reader.tracedat.TraceDatReader;
import io.ringtail.reader.tracedat.TraceEvents;
import java.nio.file.Path;

/** Prints a trace.dat, all CPUs in the order of time. */
public class PrintTrace {
    public static void main(String[] args) throws Exception {
        StringBuilder lines = new StringBuilder();
        try (TraceDatReader file = TraceDatReader.open(Path.of(args[0]))) {
            EventDecoder decoder = file.decoder(new EventPrinter(lines));
            for (TraceEvents events = file.events(); events.next(decoder); lines.setLength(0)) {
                System.out.print(lines);
            }
            System.out.print(lines);
        }
    }
}
