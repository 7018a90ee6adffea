package io.ringtail.cli;

import io.ringtail.cli.TopTable.Sort;
import io.ringtail.proto.layout.RunFiles;
import io.ringtail.reader.filter.Selection;
import io.ringtail.reader.remote.StreamQuery;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ringtail top}: counts events by type and process. */
@Command(
        name = "top",
        description = {
            "Shows which types of events which processes write: events and bytes of payload a second.",
            "",
            "It reads the events through a stream, as tail does, and counts each one; the daemon sends only those"
                    + " that are selected. A million events cost about 0.3 s of CPU time, half of it the daemon's."
                    + " Rings do not wait for it: events that it is too slow for are lost to it alone, and are reported"
                    + " as lost.",
            "",
            "Where standard output is no terminal, it prints a block of lines after each interval."
        },
        footer = {
            "  ringtail top",
            "  ringtail top --event 'shop:*' --sort bytes",
            "  ringtail top --once --interval 10s --count 5",
            "  ringtail top --json --url http://host:" + RunFiles.HTTP_PORT + " | jq .events"
        })
final class TopCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DaemonOptions where;

    @Mixin
    private SelectionOptions selected;

    @Mixin
    private ProcessOption processes;

    @Mixin
    private CpuOption cpus;

    @Option(
            names = "--sort",
            paramLabel = "events|bytes|name",
            defaultValue = "events",
            description = "The order of the rows (default: events).")
    private Sort sort;

    @Option(names = "--count", paramLabel = "N", description = "Show N rows at most (default: all that there are).")
    private @Nullable Long count;

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            defaultValue = "1s",
            description = "Count for this time, like 500ms or 10s, before each look (default: 1s).")
    private Duration interval;

    @Option(names = "--once", description = "Print the first interval, and end.")
    private boolean once;

    @Option(
            names = {"-b", "--batch"},
            description = "Print blocks of lines on a terminal, too.")
    private boolean batch;

    @Option(names = "--json", description = "Print a line of JSON after each interval, with numbers instead of rates.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        long rows = count == null ? Long.MAX_VALUE : count;
        if (rows < 1) {
            throw new ParameterException(spec.commandLine(), "--count is " + rows + ": give a number above 0");
        }
        LiveRun.check(spec.commandLine(), "--interval", interval);
        Selection selection = selected.selection(processes.list());
        new SelectionHints(selection, selected.glob(), spec.commandLine().getErr()).compareWith(where.daemon());
        StreamQuery query = new StreamQuery(false, true, false, cpus.list()).select(selection);
        try (TopView view = new TopView(new KnownDaemon(where), query, sort, rows, json)) {
            show(view);
        }
        return 0;
    }

    private void show(TopView view) throws IOException {
        long times = once ? 1 : Long.MAX_VALUE;
        if (json) {
            LiveRun.json(view, interval, times);
        } else if (once || batch) {
            LiveRun.blocks(view, interval, times);
        } else {
            LiveRun.show(view, interval);
        }
    }
}
