package io.ringtail.cli;

import io.ringtail.reader.format.EventDecoder;
import io.ringtail.reader.text.LineStyle;
import io.ringtail.reader.tracedat.TraceDatReader;
import io.ringtail.reader.tracedat.TraceEvents;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ringtail report}: prints a trace.dat. */
@Command(
        name = "report",
        description =
                "Prints a trace.dat of Ringtail or trace-cmd: the events of all CPUs in order of time, as trace-cmd"
                        + " report -t does.",
        footer = {
            "  ringtail report trace.dat",
            "  ringtail report --json trace.dat | jq .event",
            "  ringtail report --buffer orders trace.dat",
            "  ssh host ringtail snapshot -o - | ringtail report -"
        })
final class ReportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The trace.dat; - is standard input.")
    private Path file;

    @Option(names = "--json", description = "Print one JSON object per line.")
    private boolean json;

    @Option(names = "--pid", description = "Also show the process of each event, as ftrace's record-tgid does.")
    private boolean pid;

    @Option(
            names = "--buffer",
            paramLabel = "NAME",
            description = "Print only the events of this buffer: the name of an instance, or '' for the top buffer."
                    + " Without it, those of all buffers are printed, each after its buffer's name.")
    private @Nullable String buffer;

    @Override
    public Integer call() throws Exception {
        Output output = Output.standard();
        try (TraceDatReader reader = SourceFile.open(file)) {
            EventDecoder decoder = reader.decoder(EventSinks.of(json, style(reader), output.text()));
            TraceEvents events = buffer == null ? reader.events() : reader.events(buffer);
            while (events.next(decoder)) {
                output.written();
            }
            output.flush();
        }
        return 0;
    }

    /** Returns how lines show the file's events: with their buffers' names if several buffers, or a named one, are shown. */
    private LineStyle style(TraceDatReader reader) {
        boolean named = buffer == null && !reader.buffers().equals(List.of(""));
        return new LineStyle(pid, reader.timesAreNs(), named ? reader.buffers() : List.of());
    }
}
