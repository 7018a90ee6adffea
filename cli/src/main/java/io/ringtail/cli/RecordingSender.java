package io.ringtail.cli;

import io.ringtail.reader.remote.FrameSource;
import io.ringtail.reader.remote.RemoteDaemon;
import io.ringtail.reader.remote.StreamQuery;
import io.ringtail.reader.tracecmd.ListenerException;
import io.ringtail.reader.tracecmd.TraceCmdListener;
import io.ringtail.reader.tracedat.Destination;
import io.ringtail.reader.tracedat.Recording;
import io.ringtail.reader.tracedat.TraceDatException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The part of {@code ringtail record} that sends a recording to a {@code trace-cmd listen}. */
final class RecordingSender {
    private static final Pattern ADDRESS = Pattern.compile("(?:\\[([^\\]]+)\\]|([^:]+)):([1-9]\\d{0,4})");
    private static final int MAX_PORT = 65_535;
    private static final String FILE = "recording.dat";

    private final CommandLine command;
    private final DaemonOptions where;
    private final StreamOptions what;
    private final CompressOption compress;

    RecordingSender(CommandLine command, DaemonOptions where, StreamOptions what, CompressOption compress) {
        this.command = command;
        this.where = where;
        this.what = what;
        this.compress = compress;
    }

    void send(String address, RemoteDaemon daemon, StreamQuery query)
            throws CommandException, IOException, TraceDatException {
        Matcher parts = ADDRESS.matcher(address);
        if (!parts.matches() || Integer.parseInt(parts.group(3)) > MAX_PORT) {
            throw new ParameterException(
                    command, "--to is '" + address + "': give HOST:PORT, where trace-cmd listen -p PORT runs");
        }
        if (compress.compressor() != null) {
            throw new ParameterException(command, "give --compress or --to, not both: a listener writes plain files");
        }
        String host = parts.group(1) == null ? parts.group(2) : parts.group(1);
        try (TraceCmdListener listener = TraceCmdListener.connect(host, Integer.parseInt(parts.group(3)));
                ScratchDirectory scratch = ScratchDirectory.make(temporary(), "ringtail-record")) {
            record(listener, address, daemon, query, scratch.path().resolve(FILE));
        } catch (ListenerException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        }
    }

    private void record(TraceCmdListener listener, String address, RemoteDaemon daemon, StreamQuery query, Path file)
            throws IOException, CommandException, TraceDatException {
        try (FrameSource stream = what.open(query, where, daemon);
                Recording recording = new Recording(Destination.file(file), stream.hello())) {
            PrintWriter err = command.getErr();
            Progress progress = new Progress(err);
            String lostDaemon = record(listener, address, daemon, stream, recording, progress, file);
            String numbers = progress.text(recording.events(), recording.bytes(), recording.lost());
            deliver(listener, recording, file);
            err.println("ringtail: " + numbers + "; sent to trace-cmd listen at " + address);
            err.flush();
            if (lostDaemon != null) {
                throw new CommandException(lostDaemon + ": the events received before were sent to " + address);
            }
        }
    }

    private @Nullable String record(
            TraceCmdListener listener,
            String address,
            RemoteDaemon daemon,
            FrameSource stream,
            Recording recording,
            Progress progress,
            Path file)
            throws IOException, CommandException, TraceDatException {
        try {
            return RecordedStream.readAll(daemon, stream, recording, progress, what.durationNs(), () -> {
                if (listener.hasGone()) {
                    throw new ListenerException("trace-cmd listen at " + address + " has gone away");
                }
            });
        } catch (ListenerException e) {
            throw keep(recording, file, e);
        } catch (UncheckedIOException e) {
            throw new CommandException(
                    "cannot write temporary files in " + file.getParent() + " (" + e.getMessage()
                            + "): make room there, or choose another directory with"
                            + " RINGTAIL_JAVA_OPTS=-Djava.io.tmpdir=DIR",
                    e);
        }
    }

    private static void deliver(TraceCmdListener listener, Recording recording, Path file)
            throws IOException, CommandException, TraceDatException {
        try {
            listener.send(recording.upload());
        } catch (ListenerException e) {
            throw keep(recording, file, e);
        }
    }

    /** Saves what the listener did not take in a directory that only this user can enter, as the temporary files are. */
    private static CommandException keep(Recording recording, Path file, ListenerException e)
            throws IOException, TraceDatException {
        recording.write();
        Path kept = Files.move(
                file, Files.createTempDirectory(temporary(), "ringtail-").resolve(FILE));
        return new CommandException(e.getMessage() + ": the recording is in " + kept, e);
    }

    private static Path temporary() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }
}
