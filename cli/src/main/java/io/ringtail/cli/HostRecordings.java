package io.ringtail.cli;

import io.ringtail.proto.stream.FrameListener;
import io.ringtail.proto.stream.StreamHeader;
import io.ringtail.reader.tracedat.Recording;
import io.ringtail.reader.tracedat.TraceDatException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A trace.dat for each host of a fleet, {@code HOST.dat} in one directory; all are removed unless they are written. */
final class HostRecordings implements AutoCloseable {
    private final Path directory;
    private final String note;
    private final Map<Path, Recording> recordings = new TreeMap<>();

    /**
     * Creates recordings.
     *
     * @param directory which exists
     * @param note a line stored in each file
     */
    HostRecordings(Path directory, String note) {
        this.directory = directory;
        this.note = note;
    }

    /** Begins a host's file, or another one if the host has more than one ring buffer. */
    FrameListener of(String host, StreamHeader hello) throws IOException {
        Path file = directory.resolve(host + ".dat");
        for (int i = 2; recordings.containsKey(file); i++) {
            file = directory.resolve(host + "-" + i + ".dat");
        }
        try {
            Recording recording = new Recording(TargetFile.open(file), hello, note);
            recordings.put(file, recording);
            return recording;
        } catch (CommandException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Writes all files, and says so. */
    void write(Consumer<String> said) throws IOException, TraceDatException {
        for (Map.Entry<Path, Recording> each : recordings.entrySet()) {
            Recording recording = each.getValue();
            recording.write();
            said.accept(each.getKey() + ": " + recording.events() + " events, " + recording.lost() + " lost");
        }
    }

    @Override
    public void close() throws IOException {
        for (Recording recording : recordings.values()) {
            recording.close();
        }
    }
}
