package io.ringtail.cli;

import io.ringtail.reader.format.EventDecoder;
import io.ringtail.reader.tracedat.TraceDatReader;
import io.ringtail.reader.tracedat.TraceEvents;
import java.nio.file.Path;
import java.util.concurrent.Callable;
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
            "  ssh host ringtail snapshot -o - | ringtail report -"
        })
final class ReportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The trace.dat; - is standard input.")
    private Path file;

    @Option(names = "--json", description = "Print one JSON object per line.")
    private boolean json;

    @Option(names = "--pid", description = "Also show the process of each event, as ftrace's record-tgid does.")
    private boolean pid;

    @Override
    public Integer call() throws Exception {
        Output output = Output.standard();
        try (TraceDatReader reader = SourceFile.open(file)) {
            EventDecoder decoder = reader.decoder(EventSinks.of(json, pid, output.text()));
            TraceEvents events = reader.events();
            while (events.next(decoder)) {
                output.written();
            }
            output.flush();
        }
        return 0;
    }
}
