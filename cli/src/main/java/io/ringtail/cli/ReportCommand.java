package io.ringtail.cli;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.InvalidFormatException;
import io.ringtail.reader.text.EventCatalog;
import io.ringtail.reader.text.EventFormatter;
import io.ringtail.reader.tracedat.TraceDatHead;
import io.ringtail.reader.tracedat.TraceDatReader;
import io.ringtail.reader.tracedat.TraceReport;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.agrona.collections.Int2IntHashMap;
import org.agrona.collections.Int2ObjectHashMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ringtail report}: prints a trace.dat. */
@Command(
        name = "report",
        description = "Prints any trace.dat, Ringtail's or trace-cmd's, all CPUs in the order of time, as trace-cmd"
                + " report -t does.",
        footer = {
            "  ringtail report trace.dat",
            "  ringtail report --json trace.dat | jq .event",
            "  ssh host ringtail snapshot -o - | ringtail report -"
        })
final class ReportCommand implements Callable<Integer> {
    private static final int PIECE = 1 << 16;

    @Parameters(paramLabel = "FILE", description = "The trace.dat; - is standard input.")
    private Path file;

    @Option(names = "--json", description = "Print lines of JSON.")
    private boolean json;

    @Option(names = "--pid", description = "Show each event's process, too, as ftrace's record-tgid does.")
    private boolean pid;

    @Override
    public Integer call() throws Exception {
        Output output = Output.standard();
        try (TraceDatReader reader = SourceFile.open(file)) {
            TraceDatHead head = reader.head();
            EventFormatter formatter = EventFormatters.of(json, pid, catalog(head), names(head)::get, pids(head)::get);
            new TraceReport(reader, formatter).write(lines -> output.lines(lines), PIECE);
        }
        return 0;
    }

    private static Int2ObjectHashMap<String> names(TraceDatHead head) {
        Int2ObjectHashMap<String> names = new Int2ObjectHashMap<>();
        names.putAll(head.cmdlines());
        return names;
    }

    private static Int2IntHashMap pids(TraceDatHead head) {
        Int2IntHashMap pids = new Int2IntHashMap(0);
        pids.putAll(head.tgids());
        return pids;
    }

    private static EventCatalog catalog(TraceDatHead head) {
        EventCatalog catalog = new EventCatalog();
        for (TraceDatHead.Event event : head.events()) {
            try {
                catalog.register(event.system(), EventFormat.parse(event.format()));
            } catch (InvalidFormatException unreadable) {
                // Its events are shown as unknown ones, as trace-cmd does.
            }
        }
        return catalog;
    }
}
