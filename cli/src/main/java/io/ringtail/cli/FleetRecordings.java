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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A trace.dat for each host of a fleet, and for each of its ring buffers, in a directory. */
final class FleetRecordings implements FleetRecorder, AutoCloseable {
    private final Path directory;
    private final List<Part> parts = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();

    /** A file to be. */
    record Part(String host, Path file, Destination target, Recording recording) {}

    FleetRecordings(Path directory) {
        this.directory = directory;
    }

    @Override
    public FrameListener begin(FleetHost host, StreamHeader hello) throws IOException {
        int number = numbers.merge(host.name(), 1, Integer::sum);
        Path file = directory.resolve(host.name() + (number == 1 ? "" : "-" + number) + ".dat");
        try {
            Destination target = TargetFile.open(file);
            Recording recording = new Recording(target, named(hello, host.name()));
            parts.add(new Part(host.name(), file, target, recording));
            return recording;
        } catch (CommandException e) {
            throw new IOException(e.getMessage(), e);
        }
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

    /** Writes all files. */
    void write(@Nullable PageCompressor compressor) throws CommandException, TraceDatException {
        for (Part part : parts) {
            try {
                if (compressor == null) {
                    part.recording().write();
                } else {
                    part.recording().write(compressor);
                }
            } catch (IOException e) {
                throw TargetFile.unwritable(part.target(), e);
            }
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
