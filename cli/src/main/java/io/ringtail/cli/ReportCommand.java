package io.ringtail.cli;

import io.ringtail.reader.EventSink;
import io.ringtail.reader.filter.SelectedEvents;
import io.ringtail.reader.filter.Selection;
import io.ringtail.reader.format.EventDecoder;
import io.ringtail.reader.text.LineStyle;
import io.ringtail.reader.tracedat.TraceDatReader;
import io.ringtail.reader.tracedat.TraceEvents;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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
            "  ringtail report --event 'http:*' --filter 'duration > 100ms' trace.dat",
            "  ringtail report --stat trace.dat",
            "  ringtail report --spans trace.dat",
            "  ssh host ringtail snapshot -o - | ringtail report -"
        })
final class ReportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The trace.dat; - is standard input.")
    private Path file;

    @Option(names = "--json", description = "Print one JSON object per line.")
    private boolean json;

    @Option(names = "--pid", description = "Also show the process of each event, as ftrace's record-tgid does.")
    private boolean pid;

    @Mixin
    private SelectionOptions selected;

    @Mixin
    private CpuOption cpus;

    @Option(
            names = "--buffer",
            paramLabel = "NAME",
            description = "Print only the events of this buffer: the name of an instance, or '' for the top buffer."
                    + " Without it, those of all buffers are printed, each after its buffer's name.")
    private @Nullable String buffer;

    @Option(
            names = "--stat",
            description =
                    "Print statistics instead: the events, their bytes and rates by type and by CPU, the losses by"
                            + " CPU, and the time that the trace spans.")
    private boolean stat;

    @Option(
            names = "--spans",
            description =
                    "Print the times of spans by type instead, in microseconds: the median and the 99th percentile,"
                            + " exact to 1 %%; the longest, all together, and all without the spans inside them; and, if the trace"
                            + " has the kernel's sched_switch, the time that their threads did not run.")
    private boolean spans;

    @Override
    public Integer call() throws Exception {
        if (json && (stat || spans)) {
            throw new ParameterException(
                    spec.commandLine(), "--json prints events, and --stat and --spans do not: leave one out");
        }
        Output output = Output.standard();
        Selection selection = selected.selection(null);
        try (TraceDatReader reader = SourceFile.open(file)) {
            new SelectionHints(selection, selected.glob(), spec.commandLine().getErr())
                    .compareWith(reader, file.toString());
            if (stat || spans) {
                summarize(reader, output);
            } else {
                read(reader, EventSinks.of(json, style(reader), output), output);
            }
            output.flush();
        }
        return 0;
    }

    private void read(TraceDatReader reader, EventSink sink, Output output) throws Exception {
        Selection selection = selected.selection(null);
        BitSet wanted = cpus.set();
        boolean all = selection.isAll() && wanted == null;
        EventDecoder decoder = reader.decoder(all ? sink : new SelectedEvents(selection, wanted, sink));
        TraceEvents events = buffer == null ? reader.events() : reader.events(buffer);
        while (events.next(decoder)) {
            output.written();
        }
    }

    private void summarize(TraceDatReader reader, Output output) throws Exception {
        if (stat) {
            TraceStatistics statistics = new TraceStatistics(reader.timesAreNs());
            read(reader, statistics, output);
            statistics.appendTo(output.text());
        }
        if (spans) {
            SpanStatistics statistics = new SpanStatistics();
            read(reader, statistics, output);
            if (stat) {
                output.text().append('\n');
            }
            statistics.appendTo(output.text());
        }
    }

    /** Returns how lines show the file's events: with their buffers' names if several buffers, or a named one, are shown. */
    private LineStyle style(TraceDatReader reader) {
        boolean named = buffer == null && !reader.buffers().equals(List.of(""));
        return new LineStyle(pid, reader.timesAreNs(), named ? reader.buffers() : List.of());
    }
}
