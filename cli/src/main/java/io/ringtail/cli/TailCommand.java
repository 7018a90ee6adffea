package io.ringtail.cli;

import io.ringtail.proto.layout.RunFiles;
import io.ringtail.proto.stream.EndReason;
import io.ringtail.reader.filter.Selection;
import io.ringtail.reader.remote.FrameSource;
import io.ringtail.reader.remote.RemoteDaemon;
import io.ringtail.reader.remote.RemoteException;
import io.ringtail.reader.remote.StreamQuery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ringtail tail}: prints events as they come. */
@Command(
        name = "tail",
        description = {
            "Prints the events of all CPUs live, in order of time, as the kernel's trace_pipe does.",
            "",
            "With --json, an event is"
                    + " {\"ts\":ns,\"cpu\":0,\"tid\":1234,\"pid\":1200,\"comm\":\"main\",\"event\":\"load:tick\","
                    + "\"fields\":{…}}; a loss is {\"cpu\":0,\"lost\":17}; {\"cpu\":0,\"late_ns\":5} precedes an event"
                    + " that is out of order.",
            "",
            "In discard mode, full rings wait for this reader."
        },
        footer = {
            "  ringtail tail",
            "  ringtail tail --since 10s --filter 'quantity > 100 && customer ~ \"a*\"'",
            "  ringtail tail --json --from oldest --event 'load:*' | jq .fields.seq",
            "  ringtail tail --url http://host:" + RunFiles.HTTP_PORT + " --cpu 0-3 --duration 10s",
            "  ringtail tail --reconnect 5m"
        })
final class TailCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DaemonOptions where;

    @Mixin
    private StreamOptions what;

    @Option(names = "--json", description = "Print one JSON object per line.")
    private boolean json;

    @Option(
            names = "--pid",
            paramLabel = "LIST",
            arity = "0..1",
            fallbackValue = "",
            description = "Only events of these processes, like 1200,1300; without LIST, also show the process of each"
                    + " event, as ftrace's record-tgid does.")
    private @Nullable String pid;

    @Mixin
    private SelectionOptions selected;

    @Option(names = "--count", paramLabel = "N", description = "Stop after N events (default: no limit).")
    private @Nullable Long count;

    @Override
    public Integer call() throws Exception {
        Long limit = count;
        if (limit != null && limit < 1) {
            throw new ParameterException(spec.commandLine(), "--count is " + limit + ": give a number above 0");
        }
        boolean showPid = pid != null && pid.isEmpty();
        Selection selection = selected.selection(showPid ? null : pid);
        StreamQuery query = what.query().ahead(EventLines.AHEAD_BYTES).select(selection);
        RemoteDaemon daemon = where.patientDaemon();
        new SelectionHints(selection, selected.glob(), spec.commandLine().getErr()).compareWith(daemon);
        try (FrameSource stream = what.open(query, where, daemon)) {
            Output output = Output.standard();
            EventLines lines = new EventLines(
                    stream.hello(),
                    EventSinks.of(json, showPid, output.text()),
                    limit == null ? Long.MAX_VALUE : limit,
                    output);
            print(daemon, stream, lines);
        }
        return 0;
    }

    private void print(RemoteDaemon daemon, FrameSource stream, EventLines lines) throws IOException, CommandException {
        try (LiveStream live = new LiveStream(stream, what.durationNs(), false, lines::tick)) {
            EndSignals.onFirst(live::askToEnd);
            boolean asked = live.readAll(lines, lines::isDone);
            lines.finish();
            if (!asked && lines.endReason() != EndReason.COMPLETE) {
                throw new CommandException("the daemon at " + daemon.base() + " has "
                        + (lines.endReason() == EndReason.SHUTDOWN ? "stopped" : "gone away")
                        + ": restart it, then run this command again");
            }
        } catch (RemoteException e) {
            // The events held by the merger came earlier.
            lines.finish();
            throw e;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
