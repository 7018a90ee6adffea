package io.ringtail.daemon.control;

import io.ringtail.daemon.buffer.BufferFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Copies sections of the file by {@code read(2)}: a hole in the file reads as zeros and takes no storage, whereas
 * touching it in the mapping would.
 */
final class FileSection {
    private FileSection() {}

    /** Returns a copy of a metadata range, little endian. */
    static ByteBuffer copy(BufferFile file, int offset, int length) {
        return copy(file.path(), offset, length);
    }

    /** Returns a copy of a range of a buffer file, little endian. */
    static ByteBuffer copy(Path file, int offset, int length) {
        ByteBuffer copy = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            int read;
            do {
                read = channel.read(copy, offset + (long) copy.position());
            } while (read > 0 && copy.hasRemaining());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read back " + file, e);
        }
        return copy.clear();
    }
}
