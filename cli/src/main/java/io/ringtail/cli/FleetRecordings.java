package io.ringtail.cli;

import io.ringtail.proto.stream.FrameListener;
import io.ringtail.proto.stream.StreamHeader;
import io.ringtail.reader.fleet.FleetHost;
import io.ringtail.reader.fleet.FleetRecorder;
import io.ringtail.reader.tracedat.Destination;
import io.ringtail.reader.tracedat.PageCompressor;
import io.ringtail.reader.tracedat.Recording;
import io.ringtail.reader.tracedat.TraceDatException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A trace.dat for each host of a fleet, {@code HOST.dat} in one directory, and another one for each of its further ring
 * buffers. None is left unless they are written.
 */
final class FleetRecordings implements FleetRecorder, AutoCloseable {
    private final Path directory;
    private final String note;
    private final List<Part> parts = new ArrayList<>();

    /** A file to be. */
    record Part(String host, Path file, Destination target, Recording recording) {}

    /**
     * Creates recordings.
     *
     * @param directory which exists
     * @param note a line stored in each file; empty for none
     */
    FleetRecordings(Path directory, String note) {
        this.directory = directory;
        this.note = note;
    }

    @Override
    public FrameListener begin(FleetHost host, StreamHeader hello) throws IOException {
        return begin(host.name(), named(hello, host.name()));
    }

    /** Begins the file of a host, by whose name the stream's first frame knows it. */
    FrameListener begin(String host, StreamHeader hello) throws IOException {
        Path file = directory.resolve(host + ".dat");
        for (int i = 2; isTaken(file); i++) {
            file = directory.resolve(host + "-" + i + ".dat");
        }
        try {
            Destination target = TargetFile.open(file);
            Recording recording = new Recording(target, hello, note);
            parts.add(new Part(host, file, target, recording));
            return recording;
        } catch (CommandException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private boolean isTaken(Path file) {
        return parts.stream().anyMatch(part -> part.file().equals(file));
    }

    /** The host's name in the topics is the one by which others know it. */
    private static StreamHeader named(StreamHeader hello, String host) {
        return new StreamHeader(
                hello.subbufSize(),
                hello.possibleCpus(),
                hello.mode(),
                hello.bootId(),
                hello.clock(),
                host,
                hello.headerPage(),
                hello.headerEvent(),
                hello.clocks());
    }

    /** Writes all files: one that fails does not keep the others from being written. */
    void write(@Nullable PageCompressor compressor) throws CommandException {
        List<CommandException> failures = new ArrayList<>();
        for (Part part : parts) {
            try {
                write(part, compressor);
            } catch (CommandException e) {
                failures.add(e);
            }
        }
        if (!failures.isEmpty()) {
            CommandException first = failures.get(0);
            int others = failures.size() - 1;
            throw new CommandException(
                    first.getMessage() + (others == 0 ? "" : "; " + others + " other files failed, too"), first);
        }
    }

    private static void write(Part part, @Nullable PageCompressor compressor) throws CommandException {
        try {
            if (compressor == null) {
                part.recording().write();
            } else {
                part.recording().write(compressor);
            }
        } catch (IOException e) {
            throw TargetFile.unwritable(part.target(), e);
        } catch (TraceDatException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        }
    }

    /** The files, in the order in which their hosts came. */
    List<Part> parts() {
        return parts;
    }

    @Override
    public void close() throws IOException {
        for (Part part : parts) {
            part.recording().close();
        }
    }
}
