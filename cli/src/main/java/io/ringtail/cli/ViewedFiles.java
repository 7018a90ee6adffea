package io.ringtail.cli;

import io.ringtail.daemon.http.ViewedTrace;
import io.ringtail.reader.tracedat.StreamedFiles;
import io.ringtail.reader.tracedat.TimeRange;
import io.ringtail.reader.tracedat.TraceDatException;
import io.ringtail.reader.tracedat.TraceDatReader;
import io.ringtail.reader.tracedat.TraceFrames;
import io.ringtail.reader.tracedat.TracePart;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.TypeConversionException;

/** The files of a command, as its page asks for their events. Opened and closed with the command. */
final class ViewedFiles implements ViewedTrace, AutoCloseable {
    private final List<String> names;
    private final List<TraceDatReader> readers = new ArrayList<>();
    private final StreamedFiles files;

    /** Opens files, of which at least one is given, and each of which has a name to be shown. */
    ViewedFiles(List<String> names, List<Path> paths, boolean sameClock) throws Exception {
        this.names = names;
        boolean complete = false;
        try {
            for (Path path : paths) {
                readers.add(SourceFile.open(path));
            }
            files = new StreamedFiles(names, readers, sameClock);
            complete = true;
        } finally {
            if (!complete) {
                close();
            }
        }
    }

    /** The open files. */
    List<TraceDatReader> readers() {
        return readers;
    }

    @Override
    public List<File> files() {
        List<File> all = new ArrayList<>();
        for (int i = 0; i < readers.size(); i++) {
            TraceDatReader reader = readers.get(i);
            all.add(new File(
                    names.get(i),
                    reader.host(),
                    reader.head().clock(),
                    files.machine(i),
                    files.firstCpu(i),
                    reader.buffers()));
        }
        return all;
    }

    @Override
    public TraceFrames open(Part part) throws TraceDatException {
        long from = part.since().isEmpty() ? Long.MIN_VALUE : time("since", part.since());
        long to = part.until().isEmpty() ? Long.MAX_VALUE : time("until", part.until());
        if (from >= to) {
            throw new IllegalArgumentException("since " + part.since() + " is not before until " + part.until()
                    + range().map(times ->
                                    ": the events are from " + shown(times.first()) + " to " + shown(times.last()))
                            .orElse(": there are no events"));
        }
        return files.open(new TracePart(part.selection(), part.cpus(), from, to, part.buffer()));
    }

    private Optional<TimeRange> range() throws TraceDatException {
        return readers.get(0).times();
    }

    private String shown(long time) {
        return TraceTime.shown(time, readers.get(0));
    }

    /** A time as the user gives it, in the times of the first file. */
    private long time(String name, String text) throws TraceDatException {
        try {
            return new TraceTime.Converter().convert(text).in(readers.get(0));
        } catch (TypeConversionException | CommandException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        readers.forEach(TraceDatReader::close);
    }
}
