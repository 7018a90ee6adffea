package io.ringtail.daemon.buffer;

import com.sun.jna.LastErrorException;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A mapping of a part of a possibly read-only file: stores remain in this process, and never reach the file. It calls
 * mmap(2) itself, since {@code FileChannel.map} requires a writable file for a private mapping.
 */
final class PrivateMapping implements AutoCloseable {
    private static final int PROT_READ_WRITE = 3;
    private static final int PROT_READ = 1;
    private static final int MAP_SHARED = 1;
    private static final int MAP_PRIVATE = 2;
    private static final int MAP_NORESERVE = 0x4000;

    private final long address;
    private final int length;

    private PrivateMapping(long address, int length) {
        this.address = address;
        this.length = length;
    }

    /** Maps the current contents; stores are private to this process. */
    static PrivateMapping of(Path file, long offset, int length) throws BufferFileException {
        return map(file, offset, length, PROT_READ_WRITE, MAP_PRIVATE | MAP_NORESERVE);
    }

    /** Maps contents that other processes continue to write; a store faults. */
    static PrivateMapping readOnly(Path file, long offset, int length) throws BufferFileException {
        return map(file, offset, length, PROT_READ, MAP_SHARED);
    }

    private static PrivateMapping map(Path file, long offset, int length, int protection, int flags)
            throws BufferFileException {
        int descriptor;
        try {
            descriptor = FileCalls.open(file, FileCalls.O_RDONLY);
        } catch (LastErrorException e) {
            throw new BufferFileException("cannot open " + file + ": check who owns it and its permissions", e);
        }
        try {
            return new PrivateMapping(FileCalls.mmap(0, length, protection, flags, descriptor, offset), length);
        } catch (LastErrorException e) {
            throw new BufferFileException(
                    "cannot map " + length + " bytes of " + file + " at " + offset
                            + ": raise the limit of this process's address space (ulimit -v), or copy the file elsewhere",
                    e);
        } finally {
            FileCalls.close(descriptor);
        }
    }

    /** Returns the bytes, valid until this mapping is closed. */
    UnsafeBuffer buffer() {
        return new UnsafeBuffer(address, length);
    }

    @Override
    public void close() {
        FileCalls.munmap(address, length);
    }
}
