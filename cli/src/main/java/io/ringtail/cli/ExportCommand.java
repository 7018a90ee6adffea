package io.ringtail.cli;

import io.ringtail.proto.layout.RunFiles;
import io.ringtail.proto.stream.EndReason;
import io.ringtail.reader.format.EventDecoder;
import io.ringtail.reader.remote.FrameSource;
import io.ringtail.reader.remote.RemoteDaemon;
import io.ringtail.reader.remote.RemoteException;
import io.ringtail.reader.tracedat.Destination;
import io.ringtail.reader.tracedat.TraceDatException;
import io.ringtail.reader.tracedat.TraceDatReader;
import io.ringtail.reader.tracedat.TraceEvents;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
                    + " https://ui.perfetto.dev. With --ndjson, each line is an event as ringtail tail --json prints it.",
            "",
            "A file whose name ends in .gz is compressed. Without FILE, the events come from the daemon until SIGINT,"
                    + " SIGTERM or --duration ends the export."
        },
        footer = {
            "  ringtail export trace.dat --perfetto -o trace.pftrace.gz",
            "  ringtail export --duration 10s --perfetto -o - | gzip > now.pftrace.gz",
            "  ringtail export --url http://host:" + RunFiles.HTTP_PORT + " --from oldest --ndjson -o events.json.gz"
        })
final class ExportCommand implements Callable<Integer> {
    private static final int BUFFER = 1 << 16;
    private static final String COMPRESSED = ".gz";
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
            arity = "0..1",
            description = "The trace.dat; - is standard input (default: the daemon's events).")
    private @Nullable Path file;

    @ArgGroup(multiplicity = "1")
    private Format format;

    @Mixin
    private OutputOption output;

    @Mixin
    private EventOption event;

    private @Nullable String gone;

    /** The formats, of which one is chosen. */
    private static final class Format {
        @Option(names = "--perfetto", description = "Perfetto's trace format.")
        private boolean perfetto;

        @Option(names = "--ndjson", description = "A line of JSON for each event.")
        private boolean ndjson;

        ExportTarget target(OutputStream out) {
            return ndjson && !perfetto ? ExportTarget.ndjson(out) : ExportTarget.perfetto(out);
        }
    }

    /** Passes all events on. */
    @FunctionalInterface
    private interface Source {
        void read(ExportedEvents events, Progress progress) throws Exception;
    }

    @Override
    public Integer call() throws Exception {
        Path trace = file;
        Destination target = TargetFile.open(output.file());
        if (trace == null) {
            RemoteDaemon daemon = where.daemon();
            try (FrameSource stream = what.open(what.query().ahead(EventLines.AHEAD_BYTES), where, daemon)) {
                export(target, (events, progress) -> read(daemon, stream, events, progress));
            }
        } else {
            try (TraceDatReader reader = SourceFile.open(trace)) {
                export(target, (events, progress) -> read(reader, events, progress));
            }
        }
        if (gone != null) {
            throw new CommandException(gone + ": " + target + " contains the events received before");
        }
        return 0;
    }

    private void export(Destination target, Source source) throws Exception {
        PrintWriter err = spec.commandLine().getErr();
        Progress progress = new Progress(err);
        String[] numbers = new String[1];
        try {
            target.write(channel -> numbers[0] = write(channel, source, progress));
        } catch (ReadFailure e) {
            throw e.reason();
        } catch (IOException | UncheckedIOException e) {
            throw TargetFile.unwritable(target, e);
        } finally {
            progress.end();
        }
        err.println("ringtail: " + numbers[0] + "; written to " + target);
        err.flush();
    }

    /** Writes everything, and returns the numbers of it. */
    private String write(WritableByteChannel channel, Source source, Progress progress) throws IOException {
        CountedOutput counted = new CountedOutput(Channels.newOutputStream(channel));
        boolean compressed = String.valueOf(output.file().getFileName()).endsWith(COMPRESSED);
        ExportedEvents events;
        try (OutputStream out =
                new BufferedOutputStream(compressed ? new GZIPOutputStream(counted, BUFFER) : counted, BUFFER)) {
            ExportTarget target = format.target(out);
            events = new ExportedEvents(target.sink(), event.glob(), counted::bytes);
            try {
                source.read(events, progress);
            } catch (UncheckedIOException e) {
                throw e;
            } catch (Exception e) {
                throw new ReadFailure(e);
            }
            target.finish();
        }
        return progress.text(events.events(), counted.bytes(), events.lost());
    }

    private static void read(TraceDatReader reader, ExportedEvents sink, Progress progress) throws TraceDatException {
        EventDecoder decoder = reader.decoder(sink);
        TraceEvents events = reader.events();
        int count = 0;
        while (events.next(decoder)) {
            if ((++count & EVERY) == 0) {
                sink.show(progress);
            }
        }
    }

    private void read(RemoteDaemon daemon, FrameSource stream, ExportedEvents sink, Progress progress)
            throws IOException, CommandException {
        Output nothing = new Output(OutputStream.nullOutputStream());
        EventLines lines = new EventLines(stream.hello(), sink, null, Long.MAX_VALUE, nothing);
        try (LiveStream live = new LiveStream(stream, what.durationNs(), true, now -> sink.show(progress))) {
            EndSignals.onFirst(live::askToEnd);
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
