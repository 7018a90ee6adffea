package io.ringtail.cli;

import io.ringtail.proto.layout.RunFiles;
import io.ringtail.proto.stream.EndReason;
import io.ringtail.reader.remote.RemoteDaemon;
import io.ringtail.reader.remote.RemoteStream;
import io.ringtail.reader.remote.StreamQuery;
import io.ringtail.reader.tracedat.Destination;
import io.ringtail.reader.tracedat.Recording;
import io.ringtail.reader.tracedat.TraceDatException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ringtail snapshot}: writes the current contents of the rings into a trace.dat. */
@Command(
        name = "snapshot",
        description = {
            "Writes the current contents of the rings to a trace.dat: from the oldest remaining event up to now. No"
                    + " writer or reader is stopped.",
            "",
            "With -o, the file is written here. Without -o, the daemon writes it on its own machine, into its snapshot"
                    + " directory, where the oldest snapshots are removed to make room, and a report is printed as one"
                    + " JSON object.",
            "",
            "With --fleet, it is a snapshot of all hosts that take part, which they ship to Kafka; -o DIR writes a trace.dat"
                    + " for each host into that directory. See docs/fleet.md."
        },
        footer = {
            "  ringtail snapshot -o trace.dat",
            "  ringtail snapshot --url http://host:" + RunFiles.HTTP_PORT + " --reason 'order 17 took 3 s'",
            "  ringtail snapshot --fleet --kafka broker:9092 --fleet-keys fleet.keys --before 30s -o slow",
            "  ringtail snapshot --fleet --kafka broker:9092 --id 20260131T120000Z-0123456789abcdef -o slow"
        })
final class SnapshotCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DaemonOptions where;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description =
                    "The file to write here; an existing file is replaced once the new one is complete. - is standard"
                            + " output; a pipe or a device is written to directly.")
    private @Nullable Path file;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "The reason, in a few words: stored in the file, and shown by trace-cmd report --uname.")
    private String reason;

    @Mixin
    private FleetSnapshotOptions fleet;

    @Override
    public Integer call() throws Exception {
        if (fleet.isFleet()) {
            if (where.isGiven()) {
                throw new ParameterException(
                        spec.commandLine(), "--fleet asks hosts over Kafka: give it without --dir and --url");
            }
            return new FleetRequest(fleet, spec.commandLine().getErr()).run(reason, file);
        }
        fleet.requireNoneAlone();
        Path named = file;
        if (named == null) {
            Output output = Output.standard();
            output.lines(where.daemon().post("/snapshot", Map.of("reason", reason)));
            return 0;
        }
        Destination target = TargetFile.open(named);
        try {
            record(where.daemon(), named, target);
        } catch (UncheckedIOException e) {
            throw TargetFile.unwritable(target, e);
        }
        return 0;
    }

    private void record(RemoteDaemon daemon, Path named, Destination target)
            throws IOException, TraceDatException, CommandException {
        PrintWriter err = spec.commandLine().getErr();
        Progress progress = new Progress(err);
        String note = reason.isEmpty() ? "" : "ringtail snapshot: " + Problems.oneLine(reason);
        try (RemoteStream stream =
                        daemon.stream(new StreamQuery(true, false, false, null).ahead(StreamQuery.UNORDERED));
                Recording recording = new Recording(target, stream.hello(), note)) {
            while (stream.next(recording)) {
                progress.show(System.nanoTime(), recording.events(), recording.bytes(), recording.lost());
            }
            if (recording.endReason() != EndReason.COMPLETE) {
                throw new CommandException("the daemon at " + daemon.base()
                        + " went away before it had sent all events: nothing was written; try again");
            }
            recording.write();
            progress.end();
            err.println("ringtail: " + progress.text(recording.events(), recording.bytes(), recording.lost()) + "; "
                    + TargetFile.next(named));
            err.flush();
        } finally {
            progress.end();
        }
    }
}
