package io.ringtail.cli;

import io.ringtail.proto.layout.RunFiles;
import io.ringtail.proto.stream.EndReason;
import io.ringtail.reader.EventSink;
import io.ringtail.reader.filter.Selection;
import io.ringtail.reader.fleet.FleetQuery;
import io.ringtail.reader.fleet.FleetReader;
import io.ringtail.reader.fleet.FleetReading;
import io.ringtail.reader.remote.FrameSource;
import io.ringtail.reader.remote.RemoteDaemon;
import io.ringtail.reader.remote.RemoteException;
import io.ringtail.reader.remote.StreamQuery;
import io.ringtail.reader.text.EventPrinter;
import io.ringtail.reader.text.JsonPrinter;
import io.ringtail.reader.text.LineStyle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
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
            "In discard mode, full rings wait for this reader.",
            "",
            "With --kafka, the events are those of a fleet's hosts, from Kafka, merged by their wall clocks; each line"
                    + " begins with its host, or with --json has it as buffer."
        },
        footer = {
            "  ringtail tail",
            "  ringtail tail --since 10s --filter 'quantity > 100 && customer ~ \"a*\"'",
            "  ringtail tail --json --from oldest --event 'load:*' | jq .fields.seq",
            "  ringtail tail --url http://host:" + RunFiles.HTTP_PORT + " --cpu 0-3 --duration 10s",
            "  ringtail tail --reconnect 5m",
            "  ringtail tail --kafka broker:9092 --host 'web-*' --since 10m --until 5m --filter 'duration > 1s'"
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

    @Mixin
    private FleetOptions fleet;

    @Mixin
    private HostOption host;

    @Option(
            names = "--group",
            paramLabel = "NAME",
            description =
                    "With --kafka: share the CPUs with the other commands of this consumer group, and go on where the"
                            + " group has come to; not with --count or --until, which leave out events that have been"
                            + " read.")
    private @Nullable String group;

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
        if (fleet.areGiven()) {
            requireAllForGroup();
            tailFleet(fleet.query(host.pattern(), group, what, selection, true), showPid, limit);
            return 0;
        }
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

    /** A group's positions say that all events before them have been delivered. */
    private void requireAllForGroup() {
        for (String option : List.of("--count", "--until")) {
            if (group != null && spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new ParameterException(
                        spec.commandLine(),
                        option + " would leave out events that --group stores as read: leave out one of the two");
            }
        }
    }

    private void tailFleet(FleetQuery query, boolean showPid, @Nullable Long limit) throws Exception {
        Output output = Output.standard();
        EventSink printer = json
                ? new JsonPrinter(output.text())
                : new EventPrinter(output.text(), new LineStyle(showPid, true, List.of(""), true));
        AtomicReference<@Nullable FleetReading> opened = new AtomicReference<>();
        FleetEvents events =
                new FleetEvents(printer, output::written, output::flush, limit == null ? Long.MAX_VALUE : limit, () -> {
                    FleetReading running = opened.get();
                    if (running != null) {
                        running.end();
                    }
                });
        FleetRun run = new FleetRun(spec.commandLine().getErr());
        try (KafkaModule module = KafkaModule.load();
                FleetReading reading =
                        module.service(FleetReader.class).events(fleet.settings(), query, events, run.notices())) {
            opened.set(reading);
            run.read(reading, what.durationNs(), () -> {});
            output.flush();
            if (limit == null) {
                run.summarize(reading.counts(), "");
            }
        }
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
