package io.ringtail.daemon.buffer;

import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.HeaderDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The validated header of a buffer file.
 *
 * @param geometry the file's geometry
 * @param bootId the boot to which the file's times belong
 * @param created when it was created, CLOCK_REALTIME in ns: no two files in a directory have the same time
 */
record BufferHeader(Geometry geometry, UUID bootId, long created) {
    /** The length of the immutable bytes at the file's beginning. */
    private static final int WRITTEN_ONCE = HeaderDescriptor.CREATED_OFFSET + Long.BYTES;

    /** Reports a buffer file that cannot be adopted; the message completes the sentence "the file …". */
    static final class ForeignException extends Exception {
        private static final long serialVersionUID = 1;

        ForeignException(String message) {
            super(message);
        }
    }

    /**
     * Reads the header of a file to be adopted. If only the magic number, the byte-order mark or the file's length is
     * wrong, and everything else belongs to this boot and matches the file, it is the header of a buffer of which some
     * bytes were corrupted.
     *
     * @param wanted the geometry of a new buffer: a file of that length counts as a buffer
     * @throws ForeignException if it is of another version, byte order or boot, unfinished, or corrupted
     * @throws BufferFileException if it is no buffer file
     */
    static BufferHeader read(Path file, UUID boot, Geometry wanted)
            throws IOException, ForeignException, BufferFileException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            ByteBuffer bytes = read(file, channel);
            boolean named = bytes.getLong(HeaderDescriptor.MAGIC_OFFSET) == HeaderDescriptor.MAGIC;
            if (named && bytes.getInt(HeaderDescriptor.BYTE_ORDER_OFFSET) == HeaderDescriptor.BYTE_ORDER_MARK) {
                return ofBoot(requireUnchanged(checkSizes(bytes, size), bytes, size), boot);
            }
            BufferHeader spoiled = spoiled(bytes, size, boot);
            if (spoiled != null) {
                return spoiled;
            }
            if (named) {
                check(bytes, size);
            } else if (size != wanted.fileLength() && bytes.getLong(HeaderDescriptor.FILE_LENGTH_OFFSET) != size) {
                throw noBuffer(file);
            }
            throw new ForeignException("is as long as a buffer, but its header is damaged");
        }
    }

    private static BufferHeader ofBoot(BufferHeader header, UUID boot) throws ForeignException {
        if (!header.bootId().equals(boot)) {
            throw new ForeignException("is from another boot (" + header.bootId() + ")");
        }
        return header;
    }

    private static @Nullable BufferHeader spoiled(ByteBuffer bytes, long size, UUID boot) {
        try {
            // The file may be longer: later rings follow.
            BufferHeader header = checkSizes(bytes, size);
            boolean whole = bytes.getLong(HeaderDescriptor.FILE_LENGTH_OFFSET)
                    == header.geometry().fileLength();
            return whole ? ofBoot(requireUnchanged(header, bytes, size), boot) : null;
        } catch (ForeignException e) {
            return null;
        }
    }

    /**
     * Checks that the sizes are those with which the file was created, by their checksum. A file without one has the
     * length that its sizes give, or its header states it.
     */
    private static BufferHeader requireUnchanged(BufferHeader header, ByteBuffer bytes, long size)
            throws ForeignException {
        long length = header.geometry().fileLength();
        int checksum = bytes.getInt(HeaderDescriptor.CHECKSUM_OFFSET);
        boolean unchanged = checksum == 0
                ? size == length || bytes.getLong(HeaderDescriptor.FILE_LENGTH_OFFSET) == length
                : checksum == header.geometry().checksum();
        if (!unchanged) {
            throw new ForeignException("has other sizes in its header than those with which it was created");
        }
        return header;
    }

    private static ByteBuffer read(Path file, FileChannel channel)
            throws IOException, ForeignException, BufferFileException {
        ByteBuffer bytes = ByteBuffer.allocate(HeaderDescriptor.HEADER_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        int read = 0;
        while (bytes.hasRemaining() && read >= 0) {
            read = channel.read(bytes);
        }
        if (isCutShort(bytes)) {
            throw new ForeignException("is truncated to " + bytes.position() + " bytes");
        }
        if (bytes.hasRemaining()) {
            throw noBuffer(file);
        }
        return bytes;
    }

    private static BufferFileException noBuffer(Path file) {
        return new BufferFileException(
                file + " is not a Ringtail buffer: move it away, or give another directory with --dir");
    }

    /** Reads the header of a file of any boot. */
    static BufferHeader readOfAnyBoot(Path file) throws IOException, ForeignException, BufferFileException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer bytes = read(file, channel);
            if (bytes.getLong(HeaderDescriptor.MAGIC_OFFSET) != HeaderDescriptor.MAGIC) {
                throw noBuffer(file);
            }
            return check(bytes, channel.size());
        }
    }

    /** Returns whether a file is shorter than a header: empty, or the beginning of a buffer. */
    private static boolean isCutShort(ByteBuffer bytes) {
        int length = bytes.position();
        boolean beginning =
                length >= Long.BYTES && bytes.getLong(HeaderDescriptor.MAGIC_OFFSET) == HeaderDescriptor.MAGIC;
        return bytes.hasRemaining() && (length == 0 || beginning);
    }

    private static BufferHeader check(ByteBuffer bytes, long size) throws ForeignException {
        int mark = bytes.getInt(HeaderDescriptor.BYTE_ORDER_OFFSET);
        if (mark != HeaderDescriptor.BYTE_ORDER_MARK) {
            throw new ForeignException("has another byte order (mark 0x" + Integer.toHexString(mark) + ")");
        }
        return checkSizes(bytes, size);
    }

    private static BufferHeader checkSizes(ByteBuffer bytes, long size) throws ForeignException {
        int version = bytes.getInt(HeaderDescriptor.VERSION_OFFSET);
        if (version != HeaderDescriptor.LAYOUT_VERSION) {
            throw new ForeignException(
                    version == 0
                            ? "is unfinished"
                            : "has layout version " + version + ", not " + HeaderDescriptor.LAYOUT_VERSION);
        }
        UUID id = new UUID(
                bytes.getLong(HeaderDescriptor.BOOT_ID_OFFSET),
                bytes.getLong(HeaderDescriptor.BOOT_ID_OFFSET + Long.BYTES));
        Geometry geometry = geometry(bytes);
        if (size < geometry.fileLength()) {
            throw new ForeignException("has " + size + " bytes, but its header says " + geometry.fileLength());
        }
        return new BufferHeader(geometry, id, bytes.getLong(HeaderDescriptor.CREATED_OFFSET));
    }

    private static Geometry geometry(ByteBuffer bytes) throws ForeignException {
        try {
            return Geometry.inHeader(bytes);
        } catch (IllegalArgumentException e) {
            throw new ForeignException("is damaged (" + e.getMessage() + ")");
        }
    }

    /** Stores the checksum of the sizes if there is none: an earlier version stored none. */
    void addChecksum(UnsafeBuffer metadata) {
        if (metadata.getIntOpaque(HeaderDescriptor.CHECKSUM_OFFSET) == 0) {
            metadata.putIntOpaque(HeaderDescriptor.CHECKSUM_OFFSET, geometry.checksum());
        }
    }

    /** Restores the words of the header that another process has changed; returns their number. */
    int heal(UnsafeBuffer metadata) {
        UnsafeBuffer right = new UnsafeBuffer(
                ByteBuffer.allocateDirect(WRITTEN_ONCE + Long.BYTES).alignedSlice(Long.BYTES));
        write(right);
        int healed = 0;
        for (int at = 0; at < WRITTEN_ONCE; at += Long.BYTES) {
            if (metadata.getLongOpaque(at) != right.getLong(at)) {
                metadata.putLongOpaque(at, right.getLong(at));
                healed++;
            }
        }
        return healed;
    }

    /** Writes the header; the version last, with release. */
    void write(UnsafeBuffer metadata) {
        metadata.putLong(HeaderDescriptor.MAGIC_OFFSET, HeaderDescriptor.MAGIC);
        metadata.putInt(HeaderDescriptor.BYTE_ORDER_OFFSET, HeaderDescriptor.BYTE_ORDER_MARK);
        metadata.putLong(HeaderDescriptor.BOOT_ID_OFFSET, bootId.getMostSignificantBits());
        metadata.putLong(HeaderDescriptor.BOOT_ID_OFFSET + Long.BYTES, bootId.getLeastSignificantBits());
        metadata.putInt(HeaderDescriptor.MODE_OFFSET, geometry.mode().code());
        metadata.putInt(HeaderDescriptor.POSSIBLE_CPUS_OFFSET, geometry.possibleCpus());
        metadata.putInt(HeaderDescriptor.SUBBUF_SIZE_OFFSET, geometry.ring().subbufSize());
        metadata.putInt(HeaderDescriptor.SUBBUF_COUNT_OFFSET, geometry.ring().subbufCount());
        metadata.putInt(HeaderDescriptor.CLIENTS_OFFSET, geometry.clients());
        metadata.putInt(HeaderDescriptor.THREAD_SLOTS_OFFSET, geometry.threadSlots());
        metadata.putInt(HeaderDescriptor.EVENTS_OFFSET, geometry.events());
        metadata.putInt(HeaderDescriptor.CHECKSUM_OFFSET, geometry.checksum());
        metadata.putLong(HeaderDescriptor.FILE_LENGTH_OFFSET, geometry.fileLength());
        metadata.putLong(HeaderDescriptor.CREATED_OFFSET, created);
        metadata.putIntRelease(HeaderDescriptor.VERSION_OFFSET, HeaderDescriptor.LAYOUT_VERSION);
    }
}
