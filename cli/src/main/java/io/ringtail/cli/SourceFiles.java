package io.ringtail.cli;

import io.ringtail.reader.tracedat.TimeLine;
import io.ringtail.reader.tracedat.TraceDatException;
import io.ringtail.reader.tracedat.TraceDatReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files that a command reads one after the other, opened before work begins. */
final class SourceFiles implements AutoCloseable {
    private final List<TraceDatReader> readers = new ArrayList<>();

    private SourceFiles() {}

    /**
     * Opens all files, of which at least one is given.
     *
     * @param sameClock whether the user says that their clocks are one
     */
    static SourceFiles open(List<Path> files, boolean sameClock)
            throws CommandException, TraceDatException, IOException {
        SourceFiles opened = new SourceFiles();
        try {
            for (Path file : files) {
                opened.readers.add(SourceFile.open(file));
            }
            if (files.size() > 1) {
                opened.align(files, sameClock);
            }
            SourceFiles complete = opened;
            opened = new SourceFiles();
            return complete;
        } finally {
            opened.close();
        }
    }

    /** Puts all files' times on the first one's time line. */
    private void align(List<Path> files, boolean sameClock) throws TraceDatException {
        TimeLine line = new TimeLine();
        for (int i = 0; i < files.size(); i++) {
            line.add(files.get(i).toString(), readers.get(i));
        }
        (sameClock ? line.assumeSameClock() : line).align();
    }

    List<TraceDatReader> readers() {
        return readers;
    }

    /** What is known of the first file. */
    ExportedSource first() {
        return ExportedSource.of(readers.get(0), readers.size() > 1);
    }

    /** What is known of a later file, whose times are on the first one's time line. */
    ExportedSource at(int index) {
        return first().onTheTimeLine(readers.get(index));
    }

    @Override
    public void close() {
        readers.forEach(TraceDatReader::close);
    }
}
