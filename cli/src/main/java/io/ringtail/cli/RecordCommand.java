package io.ringtail.cli;

import io.ringtail.proto.layout.RunFiles;
import io.ringtail.reader.filter.Selection;
import io.ringtail.reader.fleet.FleetQuery;
import io.ringtail.reader.fleet.FleetReader;
import io.ringtail.reader.fleet.FleetReading;
import io.ringtail.reader.remote.FrameSource;
import io.ringtail.reader.remote.RemoteDaemon;
import io.ringtail.reader.remote.StreamQuery;
import io.ringtail.reader.tracedat.Destination;
import io.ringtail.reader.tracedat.PageCompressor;
import io.ringtail.reader.tracedat.Recording;
import io.ringtail.reader.tracedat.TraceDatException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ringtail record}: writes events into a trace.dat. */
@Command(
        name = "record",
        description = {
            "Writes events into a trace.dat, which trace-cmd, KernelShark and ringtail report read; or sends them to a"
                    + " trace-cmd listen, which writes one.",
            "",
            "SIGINT, SIGTERM or --duration ends the recording, which then contains all events written until that"
                    + " moment; a second SIGINT abandons it. Until then, the events are in temporary files next to"
                    + " FILE; after an error, no incomplete FILE is left. If the daemon goes away, the recording is"
                    + " completed with the events received before, and the exit status is 1.",
            "",
            "With --kafka, the events are those of a fleet's hosts, from Kafka: -o is a directory, which gets a file"
                    + " HOST.dat for each, and the recording ends with what is in the topics now, unless --duration says"
                    + " otherwise.",
            "",
            "With --to, events are in temporary files until the end, and are sent then. If the listener has gone by"
                    + " that time, the recording is kept in a file, and the exit status is 1."
        },
        footer = {
            "  ringtail record -o trace.dat --duration 10s",
            "  ringtail record -o trace.dat --compress",
            "  ringtail record -o trace.dat --buffer-percent 50",
            "  ringtail record -o slow.dat --event 'http:*' --filter 'duration > 100ms'",
            "  ringtail record -o trace.dat --from oldest --url http://host:" + RunFiles.HTTP_PORT,
            "  ringtail record --kafka broker:9092 --host 'web-*' --since 10m --until 5m -o incident",
            "  ringtail record --to host:4567 --duration 10s   (there: trace-cmd listen -p 4567)"
        })
final class RecordCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DaemonOptions where;

    @Mixin
    private StreamOptions what;

    @Mixin
    private SelectionOptions selected;

    @Mixin
    private ProcessOption process;

    @ArgGroup(multiplicity = "1")
    private Target to;

    @Mixin
    private CompressOption compress;

    @Mixin
    private FleetOptions fleet;

    @Mixin
    private HostOption host;

    /** Where the recording goes. */
    static final class Target {
        @Option(
                names = {"-o", "--output"},
                paramLabel = "FILE",
                required = true,
                description = OutputOption.DESCRIPTION)
        private @Nullable Path file;

        @Option(
                names = "--to",
                paramLabel = "HOST:PORT",
                required = true,
                description = "The address of a trace-cmd listen, which writes the file.")
        private @Nullable String listener;
    }

    @Override
    public Integer call() throws Exception {
        Selection selection = selected.selection(process.list());
        if (fleet.areGiven()) {
            recordFleet(fleet.query(host.pattern(), null, what, selection, false));
            return 0;
        }
        StreamQuery query = what.query().ahead(StreamQuery.UNORDERED).select(selection);
        String listener = to.listener;
        if (listener != null) {
            RecordingSender sender = new RecordingSender(spec.commandLine(), where, what, compress);
            sender.send(listener, daemon(selection), query);
        } else {
            write(Objects.requireNonNull(to.file), selection, query);
        }
        return 0;
    }

    private void recordFleet(FleetQuery query) throws Exception {
        Path directory = to.file;
        if (directory == null) {
            throw new ParameterException(
                    spec.commandLine(), "--to is for a daemon's events: give a directory with -o for those of --kafka");
        }
        if (!Files.isDirectory(directory)) {
            Files.createDirectory(directory);
        }
        FleetRun run = new FleetRun(spec.commandLine().getErr());
        try (KafkaModule module = KafkaModule.load();
                FleetRecordings recordings = new FleetRecordings(directory, "");
                FleetReading reading =
                        module.service(FleetReader.class).pages(fleet.settings(), query, recordings, run.notices())) {
            run.read(reading, what.durationNs(), () -> {});
            recordings.write(compress.compressor());
            run.summarize(reading.counts(), "; files in " + directory);
        }
    }

    /** The daemon, after a hint where nothing of it can match. */
    private RemoteDaemon daemon(Selection selection) throws Exception {
        RemoteDaemon daemon = where.patientDaemon();
        new SelectionHints(selection, selected.glob(), spec.commandLine().getErr()).compareWith(daemon);
        return daemon;
    }

    private void write(Path file, Selection selection, StreamQuery query) throws Exception {
        Destination target = TargetFile.open(file);
        RemoteDaemon daemon = daemon(selection);
        try (FrameSource stream = what.open(query, where, daemon);
                Recording recording = new Recording(target, stream.hello())) {
            PrintWriter err = spec.commandLine().getErr();
            Progress progress = new Progress(err);
            String lostDaemon = record(daemon, stream, recording, progress, target);
            String numbers = progress.text(recording.events(), recording.bytes(), recording.lost());
            write(recording, target, compress.compressor());
            err.println("ringtail: " + numbers + "; " + TargetFile.next(file));
            err.flush();
            if (lostDaemon != null) {
                throw new CommandException(lostDaemon + ": " + target + " contains the events received before");
            }
        }
    }

    private static void write(Recording recording, Destination target, @Nullable PageCompressor compressor)
            throws CommandException, TraceDatException {
        try {
            if (compressor == null) {
                recording.write();
            } else {
                recording.write(compressor);
            }
        } catch (IOException e) {
            throw TargetFile.unwritable(target, e);
        }
    }

    private @Nullable String record(
            RemoteDaemon daemon, FrameSource stream, Recording recording, Progress progress, Destination target)
            throws IOException, CommandException {
        try {
            return RecordedStream.readAll(daemon, stream, recording, progress, what.durationNs(), () -> {});
        } catch (UncheckedIOException e) {
            throw TargetFile.unwritable(target, e);
        }
    }
}
