package io.ringtail.cli;

import io.ringtail.reader.tracedat.CopyResult;
import io.ringtail.reader.tracedat.Destination;
import io.ringtail.reader.tracedat.TraceCut;
import io.ringtail.reader.tracedat.TraceDatReader;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ringtail cut}: writes a part of a trace.dat into another one. */
@Command(
        name = "cut",
        description = {
            "Writes the events of a window of time, or of some types, of a trace.dat of Ringtail or trace-cmd into a new"
                    + " one.",
            "",
            "A TIME is one of:",
            "  42315.630185  seconds, as report prints them (a number, where the trace's clock counts otherwise)",
            "  +1.5s, +10ms  after the first event",
            "  -2s           before the last event",
            "  2026-01-31T12:00:00Z  the wall clock's time, or without Z the local one, of a recording of Ringtail's, or of"
                    + " trace-cmd record --date",
            "",
            "Losses are kept: one belongs to the first event of its CPU after it, so windows that adjoin have each event"
                    + " and each loss once. Stock trace-cmd prints the same lines for the new file as for the old one."
        },
        footer = {
            "  ringtail cut trace.dat --from +1.5s --to +2s -o part.dat",
            "  ringtail cut trace.dat --from -10s --event 'http:*' -o last.dat",
            "  ringtail cut trace.dat --from 2026-01-31T12:00:00Z --to 2026-01-31T12:00:05Z -o part.dat"
        })
final class CutCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The trace.dat; - is standard input.")
    private Path file;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            converter = TraceTime.Converter.class,
            description = "The time of the first event (default: all).")
    private @Nullable TraceTime from;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            converter = TraceTime.Converter.class,
            description = "The end: only events before this time (default: all).")
    private @Nullable TraceTime to;

    @Mixin
    private EventOption event;

    @Option(
            names = "--buffer",
            paramLabel = "NAME",
            description = "Only the events of this buffer: the name of an instance, or '' for the top buffer (default:"
                    + " all, each in a buffer of its name).")
    private @Nullable String buffer;

    @Mixin
    private OutputOption output;

    @Mixin
    private CompressOption compress;

    @Override
    public Integer call() throws Exception {
        Destination target = TargetFile.open(output.file());
        try (TraceDatReader reader = SourceFile.open(file)) {
            CopyResult result = cut(reader).write(target, compress.compressor());
            WrittenCopy.tell(spec.commandLine().getErr(), result, output.file());
        }
        return 0;
    }

    private TraceCut cut(TraceDatReader reader) throws Exception {
        long first = from == null ? Long.MIN_VALUE : from.in(reader);
        long end = to == null ? Long.MAX_VALUE : to.in(reader);
        if (from != null && to != null && first >= end) {
            throw new CommandException("--from " + from.text() + " (" + TraceTime.shown(first, reader)
                    + ") is not before --to " + to.text() + " (" + TraceTime.shown(end, reader) + ')'
                    + reader.times()
                            .map(times -> ": the file is from " + TraceTime.shown(times.first(), reader) + " to "
                                    + TraceTime.shown(times.last(), reader))
                            .orElse(": the file has no events"));
        }
        TraceCut cut = new TraceCut(reader, first, end);
        EventGlob glob = event.glob();
        if (glob != null) {
            cut.events(glob::matches);
        }
        return buffer == null ? cut : cut.buffer(buffer);
    }
}
