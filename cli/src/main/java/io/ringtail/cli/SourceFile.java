package io.ringtail.cli;

import io.ringtail.reader.tracedat.TraceDatException;
import io.ringtail.reader.tracedat.TraceDatReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The trace.dat that a command reads: a file, a pipe, or {@code -} for standard input. A pipe is copied to a temporary
 * file.
 */
final class SourceFile {
    private static final Path STANDARD_INPUT = Path.of("/proc/self/fd/0");
    private static final int PIECE = 1 << 16;

    private SourceFile() {}

    static TraceDatReader open(Path file) throws CommandException, TraceDatException, IOException {
        if (file.toString().equals("-")) {
            return standardInput();
        }
        FileKind kind = FileKind.of(file);
        return switch (kind) {
            case REGULAR, ABSENT -> TraceDatReader.open(file);
            case PIPE, CHARACTER_DEVICE -> {
                try (InputStream in = Files.newInputStream(file)) {
                    yield kept(file.toString(), in);
                }
            }
            case DIRECTORY, BLOCK_DEVICE, SOCKET ->
                throw new CommandException(
                        file + " is " + kind.text() + ": give a trace.dat's path, or - for standard input");
        };
    }

    /** Opens standard input; a regular file is read in place if it is still at its beginning. */
    private static TraceDatReader standardInput() throws TraceDatException, IOException {
        FileInputStream in = new FileInputStream(FileDescriptor.in);
        FileChannel channel = in.getChannel();
        return FileKind.of(STANDARD_INPUT) == FileKind.REGULAR && channel.position() == 0
                ? TraceDatReader.open("standard input", channel)
                : kept("standard input", in);
    }

    private static TraceDatReader kept(String name, InputStream in) throws TraceDatException, IOException {
        Path directory = Path.of(System.getProperty("java.io.tmpdir"));
        FileChannel copy;
        try {
            Path file = Files.createTempFile(directory, "ringtail-report", ".dat");
            copy = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
            Files.delete(file);
        } catch (IOException e) {
            throw full(name, directory, e);
        }
        byte[] piece = new byte[PIECE];
        int length = in.readNBytes(piece, 0, PIECE);
        TraceDatReader.checkStart(name, ByteBuffer.wrap(piece, 0, length));
        try {
            while (length > 0) {
                for (ByteBuffer bytes = ByteBuffer.wrap(piece, 0, length); bytes.hasRemaining(); ) {
                    copy.write(bytes);
                }
                length = in.readNBytes(piece, 0, PIECE);
            }
        } catch (IOException e) {
            copy.close();
            throw full(name, directory, e);
        }
        return TraceDatReader.open(name, copy);
    }

    private static IOException full(String name, Path directory, IOException e) {
        return new IOException(
                "cannot copy " + name + " to " + directory + " (" + e.getMessage()
                        + "): make room there, or save the input to a file and give its path",
                e);
    }
}
