package io.ringtail.cli;

import io.ringtail.proto.layout.RunFiles;
import io.ringtail.proto.stream.EndReason;
import io.ringtail.reader.filter.Selection;
import io.ringtail.reader.remote.FrameSource;
import io.ringtail.reader.remote.RemoteDaemon;
import io.ringtail.reader.remote.RemoteException;
import io.ringtail.reader.remote.StreamQuery;
import io.ringtail.reader.tracedat.Destination;
import io.ringtail.reader.tracedat.PageCompressor;
import io.ringtail.reader.tracedat.Recording;
import io.ringtail.reader.tracedat.TraceDatException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ringtail record}: writes events into a trace.dat. */
@Command(
        name = "record",
        description = {
            "Writes events into a trace.dat, which trace-cmd, KernelShark and ringtail report read.",
            "",
            "SIGINT, SIGTERM or --duration ends the recording, which then contains all events written until that"
                    + " moment; a second SIGINT abandons it. Until then, the events are in temporary files next to"
                    + " FILE; after an error, no incomplete FILE is left. If the daemon goes away, the recording is"
                    + " completed with the events received before, and the exit status is 1."
        },
        footer = {
            "  ringtail record -o trace.dat --duration 10s",
            "  ringtail record -o trace.dat --compress",
            "  ringtail record -o trace.dat --buffer-percent 50",
            "  ringtail record -o slow.dat --event 'http:*' --filter 'duration > 100ms'",
            "  ringtail record -o trace.dat --from oldest --url http://host:" + RunFiles.HTTP_PORT
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

    @Mixin
    private OutputOption output;

    @Mixin
    private CompressOption compress;

    @Override
    public Integer call() throws Exception {
        Selection selection = selected.selection(process.list());
        StreamQuery query = what.query().ahead(StreamQuery.UNORDERED).select(selection);
        Destination target = TargetFile.open(output.file());
        RemoteDaemon daemon = where.daemon();
        new SelectionHints(selection, selected.glob(), spec.commandLine().getErr()).compareWith(daemon);
        try (FrameSource stream = what.open(query, where, daemon);
                Recording recording = new Recording(target, stream.hello())) {
            PrintWriter err = spec.commandLine().getErr();
            Progress progress = new Progress(err);
            String lostDaemon = record(daemon, stream, recording, progress, target);
            String numbers = progress.text(recording.events(), recording.bytes(), recording.lost());
            write(recording, target, compress.compressor());
            err.println("ringtail: " + numbers + "; " + TargetFile.next(output.file()));
            err.flush();
            if (lostDaemon != null) {
                throw new CommandException(lostDaemon + ": " + target + " contains the events received before");
            }
        }
        return 0;
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

    /** Records to the end; returns a message if the daemon has gone, null otherwise. */
    private @Nullable String record(
            RemoteDaemon daemon, FrameSource stream, Recording recording, Progress progress, Destination target)
            throws IOException, CommandException {
        String gone = null;
        try (LiveStream live = new LiveStream(
                stream,
                what.durationNs(),
                true,
                now -> progress.show(now, recording.events(), recording.bytes(), recording.lost()))) {
            EndSignals.onFirst(live::askToEnd);
            boolean asked = live.readAll(recording, () -> false);
            if (!asked && recording.endReason() != EndReason.COMPLETE) {
                gone = "the daemon at " + daemon.base() + " has "
                        + (recording.endReason() == EndReason.SHUTDOWN ? "stopped" : "gone away");
            }
        } catch (RemoteException e) {
            gone = e.getMessage();
        } catch (UncheckedIOException e) {
            throw TargetFile.unwritable(target, e);
        } finally {
            progress.end();
        }
        return gone;
    }
}
