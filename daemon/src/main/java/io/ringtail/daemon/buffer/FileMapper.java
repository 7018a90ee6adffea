package io.ringtail.daemon.buffer;

import com.sun.jna.LastErrorException;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import net.openhft.chronicle.bytes.MappedBytesStore;
import net.openhft.chronicle.bytes.MappedFile;
import net.openhft.chronicle.core.OS;
import net.openhft.chronicle.core.io.ReferenceOwner;
import net.openhft.posix.PosixAPI;
import org.agrona.BitUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Maps parts of one file, and makes the filesystem allocate storage for them before they are accessed. */
final class FileMapper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FileMapper.class);

    private static final int PUNCH_HOLE_AND_KEEP_SIZE = 3;
    private static final int ENOSPC = 28;
    private static final int EDQUOT = 122;
    private static final int EFBIG = 27;
    /** Left free by an allocation that can wait: for the address file, and for the tables of later clients. */
    static final long ROOM_LEFT = 1 << 20;
    /** Left free of memory by an allocation that can wait: for the daemon itself, which the kernel would kill. */
    static final long MEMORY_LEFT = 16 << 20;

    private static final int LEAST_STEP = 1 << 16;
    private static final int MOST_STEPS = 256;

    static {
        // Or Chronicle loads jnr-ffi, for calls that it does not make here.
        PosixAPI.useNoOpPosixApi();
    }

    private final Deque<Runnable> releases = new ArrayDeque<>();
    /** By the length of what they map: each has a descriptor, and maps the same part once. */
    private final Map<Integer, MappedFile> files = new HashMap<>();

    private final File file;
    private final int descriptor;
    private final MemoryRoom memory;

    FileMapper(Path path) throws BufferFileException {
        this(path, MemoryRoom.own());
    }

    FileMapper(Path path, MemoryRoom memory) throws BufferFileException {
        this.file = path.toFile();
        this.memory = memory;
        try {
            this.descriptor = FileCalls.open(path, FileCalls.O_RDWR);
        } catch (LastErrorException e) {
            throw new BufferFileException(
                    "cannot open " + path + " to allocate it (errno " + e.getErrorCode()
                            + "): check the directory's permissions",
                    e);
        }
    }

    /** Maps {@code length} bytes at a multiple of that length; they stay mapped until {@link #close()}. */
    UnsafeBuffer map(long offset, int length) throws BufferFileException {
        try {
            MappedFile mapped = files.get(length);
            if (mapped == null) {
                mapped = MappedFile.of(file, length, 0, false);
                files.put(length, mapped);
            }
            ReferenceOwner owner = ReferenceOwner.temporary("ringtail");
            MappedBytesStore store = mapped.acquireByteStore(owner, offset);
            releases.push(() -> store.release(owner));
            return new UnsafeBuffer(store.addressForRead(offset), length);
        } catch (IOException | IllegalStateException e) {
            throw new BufferFileException("cannot map " + length + " bytes of " + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Allocates storage for a range that has none yet. The free space is checked first, since an allocation that fails
     * takes all of it for a moment: other writers to the filesystem would fail, the daemon's other threads among them.
     */
    void allocateNew(long offset, long length) throws BufferFileException {
        requireRoom(length, ROOM_LEFT);
        allocate(offset, length);
    }

    /** Returns the storage that a range takes on a tmpfs: the kernel's pages, of 4 KiB, or of up to 64 KiB on arm64. */
    static long storage(long offset, long length) {
        return storage(offset, length, OS.pageSize());
    }

    static long storage(long offset, long length, long pageSize) {
        long first = offset / pageSize;
        long end = (offset + length + pageSize - 1) / pageSize;
        return length == 0 ? 0 : (end - first) * pageSize;
    }

    /**
     * Checks, before any of it is allocated, that the filesystem has room for {@code length} bytes and others' files,
     * and that the memory that holds it is not limited to less: the kernel would kill this process.
     *
     * @param left 0 for what cannot wait
     */
    void requireRoom(long length, long left) throws BufferFileException {
        if (!hasRoom(length + left)) {
            throw full(length);
        }
        if (isMemory()) {
            requireMemory(length, left == 0 ? 0 : MEMORY_LEFT);
        }
    }

    private void requireMemory(long length, long left) throws BufferFileException {
        Optional<MemoryRoom.Limit> least = memory.least();
        if (least.isPresent() && least.get().free() < length + left) {
            throw new NoSpaceException(cannotAllocate(length) + ": too little memory is free ("
                    + least.get().text() + "): raise the limit, or choose a smaller --buffer-size");
        }
    }

    /** Returns whether the file is in memory: sealed memory is on a tmpfs of the kernel's, which is mounted nowhere. */
    private boolean isMemory() {
        try {
            return file.getTotalSpace() == 0
                    || Files.getFileStore(file.toPath()).type().equals("tmpfs");
        } catch (IOException unknown) {
            return false;
        }
    }

    /** Allocates storage, so that no store into the range can fault; existing data is preserved. */
    void allocate(long offset, long length) throws BufferFileException {
        try {
            FileCalls.allocate(descriptor, 0, offset, length);
        } catch (LastErrorException e) {
            int error = e.getErrorCode();
            if (error == ENOSPC || error == EDQUOT || error == EFBIG) {
                throw full(length);
            }
            throw new BufferFileException(
                    cannotAllocate(length) + " (errno " + error + "): use a tmpfs, ext4 or xfs filesystem", e);
        }
    }

    /**
     * Allocates storage for a range that should have all of it, in steps, and stops when the file has grown by more than
     * one: what a range without storage takes is at most two steps. A step is a 256th of the range, in whole units of
     * 64 KiB.
     *
     * @return whether the range had storage, except for one step at most, and has all of it now
     */
    boolean allocateAllocated(long offset, long length) {
        long step = Math.max(LEAST_STEP, BitUtil.align(length / MOST_STEPS, LEAST_STEP));
        long before = storage();
        try {
            for (long done = 0; done < length; done += step) {
                allocate(offset + done, Math.min(step, length - done));
                // A filesystem may take a block for itself meanwhile, for example when it writes pages back.
                if (storage() - before > step) {
                    return false;
                }
            }
            return true;
        } catch (BufferFileException e) {
            LOG.debug("{} bytes of {} at {} have no storage: {}", length, file, offset, e.getMessage());
            return false;
        }
    }

    /** Returns the file's length in bytes. */
    long length() {
        return file.length();
    }

    /** Returns the storage that the file occupies, in bytes; {@link Long#MAX_VALUE} if that is unknown. */
    long storage() {
        return FileCalls.storage(descriptor);
    }

    /** Makes the file at least so long; no storage is allocated. */
    void lengthen(long length) throws BufferFileException {
        if (file.length() >= length) {
            return;
        }
        try (RandomAccessFile sparse = new RandomAccessFile(file, "rw")) {
            sparse.setLength(length);
        } catch (IOException e) {
            throw new BufferFileException(
                    file + " cannot be lengthened to " + length + " bytes (" + e.getMessage()
                            + "): restart the daemon on a new buffer",
                    e);
        }
    }

    /** Returns the storage of a range to the filesystem; it reads as zeroes then. A failure keeps the storage. */
    void free(long offset, long length) {
        try {
            FileCalls.allocate(descriptor, PUNCH_HOLE_AND_KEEP_SIZE, offset, length);
        } catch (LastErrorException e) {
            LOG.warn("cannot free {} bytes of {} (errno {})", length, file, e.getErrorCode());
        }
    }

    /** Returns whether the filesystem has so much room; a tmpfs mounted without a limit reports a size of 0. */
    private boolean hasRoom(long length) {
        return file.getTotalSpace() == 0 || file.getUsableSpace() >= length;
    }

    private NoSpaceException full(long length) {
        return new NoSpaceException(
                cannotAllocate(length) + ": its filesystem is full: make room, or choose a smaller --buffer-size");
    }

    private String cannotAllocate(long length) {
        return "cannot allocate " + length + " bytes of " + file;
    }

    @Override
    public void close() {
        while (!releases.isEmpty()) {
            releases.pop().run();
        }
        files.values().forEach(MappedFile::releaseLast);
        files.clear();
        FileCalls.close(descriptor);
    }
}
