package io.ringtail.cli;

import io.ringtail.proto.layout.RunFiles;
import io.ringtail.proto.stream.EndReason;
import io.ringtail.reader.EventSink;
import io.ringtail.reader.filter.SelectedEvents;
import io.ringtail.reader.filter.Selection;
import io.ringtail.reader.fleet.FleetQuery;
import io.ringtail.reader.fleet.FleetReader;
import io.ringtail.reader.fleet.FleetReading;
import io.ringtail.reader.format.EventDecoder;
import io.ringtail.reader.remote.FrameSource;
import io.ringtail.reader.remote.RemoteDaemon;
import io.ringtail.reader.remote.RemoteException;
import io.ringtail.reader.remote.StreamQuery;
import io.ringtail.reader.tracedat.TraceDatException;
import io.ringtail.reader.tracedat.TraceDatReader;
import io.ringtail.reader.tracedat.TraceEvents;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ringtail export}: writes events in another tool's format. */
@Command(
        name = "export",
        description = {
            "Writes the events of a trace.dat, or of a daemon, in another tool's format.",
            "",
            "With --perfetto, spans (NAME_begin and NAME_end, or duration_ns) are slices, counters are counters, and"
                    + " everything else is an instant, on the tracks of their threads: open the file at"
                    + " https://ui.perfetto.dev. With --ndjson, each line is an event as ringtail tail --json prints it;"
                    + " with --csv, a row. --ctf is for babeltrace2 and Trace Compass, --chrome for viewers of Chrome's"
                    + " JSON. --otlp sends spans to an OTLP receiver, such as OpenTelemetry's Collector.",
            "",
            "With --kafka, the events are those of a fleet's hosts, from Kafka, merged by their wall clocks: those in"
                    + " the topics now, or with --duration those to come. With --perfetto, each host is a machine, also"
                    + " for a --snapshot of the fleet.",
            "",
            "A file whose name ends in .gz is compressed. Without FILE, the events come from the daemon until SIGINT,"
                    + " SIGTERM or --duration ends the export."
        },
        footer = {
            "  ringtail export web.dat db.dat --perfetto -o both.pftrace.gz",
            "  ringtail export trace.dat --ctf trace && babeltrace2 trace",
            "  ringtail export trace.dat --perfetto -o trace.pftrace.gz",
            "  ringtail export --event 'http:*' --otlp http://127.0.0.1:4318 --otlp-resource service.name=shop",
            "  ringtail export --duration 10s --perfetto -o - | gzip > now.pftrace.gz",
            "  ringtail export --kafka broker:9092 --snapshot 20260131T120000Z-0123456789abcdef --perfetto -o s.pftrace",
            "  ringtail export --url http://host:" + RunFiles.HTTP_PORT + " --from oldest --ndjson -o events.json.gz"
        })
final class ExportCommand implements Callable<Integer> {
    /** The progress of a file is shown after each so many events, less 1. */
    private static final int EVERY = (1 << 14) - 1;

    @Spec
    private CommandSpec spec;

    @Mixin
    private DaemonOptions where;

    @Mixin
    private StreamOptions what;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description =
                    "The trace.dat; - is standard input (default: the daemon's events). With --perfetto, several: one"
                            + " for each machine, whose processes are then different even if their ids are equal.")
    private List<Path> files = List.of();

    @ArgGroup(multiplicity = "1")
    private Format format;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description =
                    "The file to write, for every format but CTF; an existing file is replaced once the new one is"
                            + " complete. - is standard output; a pipe or a device is written to directly.")
    private @Nullable Path output;

    @Option(names = "--force", description = "With --ctf: replaces the trace in DIR.")
    private boolean force;

    @Option(
            names = "--same-clock",
            description = "Take several files' clocks for one, unless they name different boots.")
    private boolean sameClock;

    @Mixin
    private OtlpOptions otlp;

    @Mixin
    private SelectionOptions selected;

    @Mixin
    private ProcessOption process;

    @Mixin
    private FleetOptions fleet;

    @Mixin
    private HostOption host;

    @Mixin
    private SnapshotOption snapshot;

    private @Nullable String gone;

    /** Those that choose among a daemon's events, and would have no effect on a file. */
    private static final List<String> OF_A_DAEMON =
            List.of("--dir", "--url", "--from", "--since", "--duration", "--reconnect");

    /** The formats, of which one is chosen. */
    private static final class Format {
        @Option(names = "--perfetto", description = "Perfetto's trace format.")
        private boolean perfetto;

        @Option(names = "--ndjson", description = "A line of JSON for each event.")
        private boolean ndjson;

        @Option(names = "--csv", description = "A table of comma-separated values with a row for each event.")
        private boolean csv;

        @Option(names = "--chrome", description = "Chrome's trace event format, JSON.")
        private boolean chrome;

        @Option(
                names = "--ctf",
                paramLabel = "DIR",
                description = "A CTF 1.8 trace, in a directory that is empty or not there.")
        private @Nullable Path ctf;

        @Option(
                names = "--otlp",
                paramLabel = "URL",
                description =
                        "Sends spans to the OTLP receiver at URL, over HTTP; /v1/traces is added to a URL without a"
                                + " path. With https, --ca, --cert and --key are for it, too.")
        private @Nullable String otlp;

        ExportTarget target(OutputStream out, ExportedSource source) {
            if (ndjson) {
                return ExportTarget.ndjson(out);
            }
            if (csv) {
                return ExportTarget.csv(out);
            }
            return chrome ? ExportTarget.chrome(out) : ExportTarget.perfetto(out, source);
        }
    }

    /** Passes all events on. */
    @FunctionalInterface
    private interface Source {
        void read(ExportTarget target, ExportedEvents events, Progress progress) throws Exception;
    }

    @Override
    public Integer call() throws Exception {
        for (String option : files.isEmpty() ? List.<String>of() : OF_A_DAEMON) {
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new ParameterException(
                        spec.commandLine(),
                        option + " is for a daemon's events: leave it out with FILE (ringtail cut chooses times)");
            }
        }
        if (sameClock && files.size() < 2) {
            throw new ParameterException(spec.commandLine(), "--same-clock is for several files");
        }
        if (files.size() > 1 && !format.perfetto) {
            throw new ParameterException(spec.commandLine(), "give one FILE: only --perfetto takes several");
        }
        Selection selection = selected.selection(process.list());
        SelectionHints hints = new SelectionHints(
                selection, selected.glob(), spec.commandLine().getErr());
        boolean ofFleet = fleet.areGiven();
        String id = snapshot.id(ofFleet, "--from", "--since", "--until", "--hold", "--duration");
        if (id != null && !format.perfetto) {
            throw new ParameterException(
                    spec.commandLine(),
                    "give --perfetto, which takes several hosts; or write their files with ringtail snapshot --fleet"
                            + " --id, and export each");
        }
        if (ofFleet && (!files.isEmpty() || format.ctf != null)) {
            throw new ParameterException(
                    spec.commandLine(),
                    files.isEmpty()
                            ? "--ctf takes the events of one machine: record those of --kafka, and export the files"
                            : "give FILE or --kafka, not both");
        }
        ExportPlace place = place();
        if (id != null) {
            try (ScratchDirectory scratch = FleetFiles.scratch()) {
                FleetFiles recorded = new FleetFiles(
                        fleet.settings(), scratch.path(), spec.commandLine().getErr());
                export(FleetFiles.paths(recorded.snapshot(id, host.pattern())), place, selection, null);
            }
        } else if (ofFleet) {
            FleetQuery query = fleet.query(host.pattern(), null, what, selection, false);
            export(place, ExportedSource.fleet(), (target, events, progress) -> read(query, place, events, progress));
        } else if (files.isEmpty()) {
            RemoteDaemon daemon = where.patientDaemon();
            hints.compareWith(daemon);
            StreamQuery query = what.query().ahead(EventLines.AHEAD_BYTES).select(selection);
            try (FrameSource stream = what.open(query, where, daemon)) {
                ExportedSource source = ExportedSource.daemon(where.areLocal(), stream.hello());
                export(place, source, (target, events, progress) -> read(daemon, stream, place, events, progress));
            }
        } else {
            export(files, place, selection, hints);
        }
        place.requireComplete();
        if (gone != null) {
            throw new CommandException(gone + ": " + place + " contains the events received before");
        }
        return 0;
    }

    private void export(List<Path> paths, ExportPlace place, Selection selection, @Nullable SelectionHints hints)
            throws Exception {
        BitSet cpus = what.cpus();
        try (SourceFiles sources = SourceFiles.open(paths, sameClock)) {
            for (int i = 0; i < paths.size() && hints != null; i++) {
                hints.compareWith(sources.readers().get(i), paths.get(i).toString());
            }
            export(
                    place,
                    sources.first(),
                    (target, events, progress) ->
                            read(sources, target, new SelectedEvents(selection, cpus, events), events, progress));
        }
    }

    private ExportPlace place() throws CommandException, IOException {
        String receiver = format.otlp;
        otlp.requireUsable(receiver);
        Path directory = format.ctf;
        Path to = output;
        if (receiver != null && to != null) {
            throw new ParameterException(
                    spec.commandLine(), "give -o or --otlp, not both: spans are sent to --otlp's URL");
        }
        if (directory != null && to != null) {
            throw new ParameterException(
                    spec.commandLine(), "give -o or --ctf, not both: CTF is written to --ctf's DIR");
        }
        if (directory != null) {
            return ExportDirectory.open(directory, force);
        }
        if (force) {
            throw new ParameterException(spec.commandLine(), "--force is for --ctf: -o replaces a file without it");
        }
        if (receiver != null) {
            return otlp.place(receiver, where);
        }
        if (to == null) {
            throw new ParameterException(spec.commandLine(), "give the file to write with -o; - is standard output");
        }
        return ExportFile.open(to, format::target);
    }

    private void export(ExportPlace place, ExportedSource exported, Source source) throws Exception {
        PrintWriter err = spec.commandLine().getErr();
        Progress progress = new Progress(err);
        String numbers;
        try {
            ExportedEvents[] events = new ExportedEvents[1];
            long bytes =
                    place.write(exported, (target, written) -> events[0] = pass(source, target, written, progress));
            numbers = progress.text(events[0].events(), bytes, events[0].lost());
        } catch (ReadFailure e) {
            throw e.reason();
        } catch (IOException | UncheckedIOException e) {
            throw place.unwritable(e);
        } finally {
            progress.end();
        }
        err.println("ringtail: " + numbers + "; written to " + place);
        if (!place.remark().isEmpty()) {
            err.println("ringtail: " + place.remark());
        }
        err.flush();
    }

    private ExportedEvents pass(Source source, ExportTarget target, LongSupplier written, Progress progress)
            throws IOException {
        ExportedEvents events = new ExportedEvents(target.sink(), written);
        try {
            source.read(target, events, progress);
        } catch (UncheckedIOException e) {
            throw e;
        } catch (Exception e) {
            throw new ReadFailure(e);
        }
        return events;
    }

    private static void read(
            SourceFiles sources, ExportTarget target, EventSink wanted, ExportedEvents sink, Progress progress)
            throws TraceDatException, IOException {
        read(sources.readers().get(0), wanted, sink, progress);
        for (int i = 1; i < sources.readers().size(); i++) {
            target.next(sources.at(i));
            read(sources.readers().get(i), wanted, sink, progress);
        }
    }

    private static void read(TraceDatReader reader, EventSink wanted, ExportedEvents sink, Progress progress)
            throws TraceDatException {
        EventDecoder decoder = reader.decoder(wanted);
        TraceEvents events = reader.events();
        int count = 0;
        while (events.next(decoder)) {
            if ((++count & EVERY) == 0) {
                sink.show(progress);
            }
        }
    }

    private void read(FleetQuery query, ExportPlace place, ExportedEvents sink, Progress progress)
            throws CommandException, IOException {
        FleetEvents events =
                new FleetEvents(sink, () -> sink.show(progress), () -> sink.show(progress), Long.MAX_VALUE, () -> {});
        FleetRun run = new FleetRun(spec.commandLine().getErr());
        try (KafkaModule module = KafkaModule.load();
                FleetReading reading =
                        module.service(FleetReader.class).events(fleet.settings(), query, events, run.notices())) {
            run.read(reading, what.durationNs(), place::hurry);
            run.summarize(reading.counts(), "");
        }
    }

    private void read(
            RemoteDaemon daemon, FrameSource stream, ExportPlace place, ExportedEvents sink, Progress progress)
            throws IOException, CommandException {
        Output nothing = new Output(OutputStream.nullOutputStream());
        EventLines lines = new EventLines(stream.hello(), sink, Long.MAX_VALUE, nothing);
        try (LiveStream live = new LiveStream(stream, what.durationNs(), true, now -> sink.show(progress))) {
            EndSignals.onFirst(() -> {
                place.hurry();
                live.askToEnd();
            });
            boolean asked = live.readAll(lines, () -> false);
            if (!asked && lines.endReason() != EndReason.COMPLETE) {
                gone = "the daemon at " + daemon.base() + " has "
                        + (lines.endReason() == EndReason.SHUTDOWN ? "stopped" : "gone away");
            }
        } catch (RemoteException e) {
            gone = e.getMessage();
        }
        lines.finish();
    }

    /** The failure of the source, and not of the target. */
    private static final class ReadFailure extends IOException {
        private static final long serialVersionUID = 1L;

        private final transient Exception reason;

        ReadFailure(Exception reason) {
            super(reason);
            this.reason = reason;
        }

        Exception reason() {
            return reason;
        }
    }
}
