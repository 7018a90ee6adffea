package io.ringtail.cli;

import io.ringtail.reader.tracedat.TraceDatException;
import io.ringtail.reader.tracedat.TraceDatReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of a query, which are opened again by each of its threads: a pipe is copied to a temporary file. */
final class QueryFiles {
    private static final Path STANDARD_INPUT = Path.of("/proc/self/fd/0");
    private static final int PIECE = 1 << 16;

    private final Path scratch;
    private int copies;

    /**
     * Creates a place for copies.
     *
     * @param scratch a directory that is removed later
     */
    QueryFiles(Path scratch) {
        this.scratch = scratch;
    }

    /** Returns a file that can be opened any number of times. */
    Path regular(Path file) throws CommandException, TraceDatException, IOException {
        Path source = file.toString().equals("-") ? STANDARD_INPUT : file;
        FileKind kind = FileKind.of(source);
        return switch (kind) {
            case REGULAR, ABSENT -> source;
            case PIPE, CHARACTER_DEVICE -> copy(source, file.toString());
            case DIRECTORY, BLOCK_DEVICE, SOCKET ->
                throw new CommandException(
                        file + " is " + kind.text() + ": give a trace.dat's path, or - for standard input");
        };
    }

    private Path copy(Path source, String name) throws TraceDatException, IOException {
        Path copy = scratch.resolve("input-" + copies++ + ".dat");
        try (InputStream in = Files.newInputStream(source);
                OutputStream out = Files.newOutputStream(copy)) {
            byte[] start = in.readNBytes(PIECE);
            TraceDatReader.checkStart(name, ByteBuffer.wrap(start));
            out.write(start);
            in.transferTo(out);
        }
        return copy;
    }
}
