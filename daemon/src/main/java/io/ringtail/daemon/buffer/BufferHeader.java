package io.ringtail.daemon.buffer;

import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.HeaderDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What a buffer file says of itself, checked.
 *
 * @param geometry its sizes
 * @param bootId the boot that its times belong to
 * @param created when it was made, CLOCK_REALTIME in ns: no two files of a directory have the same
 */
record BufferHeader(Geometry geometry, UUID bootId, long created) {
    /** A file that is a buffer, but not one to adopt; the message ends the sentence "the file is …". */
    static final class ForeignException extends Exception {
        private static final long serialVersionUID = 1;

        ForeignException(String message) {
            super(message);
        }
    }

    /**
     * Reads a file's header.
     *
     * @throws ForeignException where it is another version's, byte order's, boot's, or unfinished
     * @throws BufferFileException where it is no buffer file
     */
    static BufferHeader read(Path file, UUID boot) throws IOException, ForeignException, BufferFileException {
        BufferHeader header = readOfAnyBoot(file);
        if (!header.bootId().equals(boot)) {
            throw new ForeignException("of another boot (" + header.bootId() + ")");
        }
        return header;
    }

    /** Reads a file's header, whichever boot the file is of. */
    static BufferHeader readOfAnyBoot(Path file) throws IOException, ForeignException, BufferFileException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer bytes =
                    ByteBuffer.allocate(HeaderDescriptor.HEADER_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
            int read = 0;
            while (bytes.hasRemaining() && read >= 0) {
                read = channel.read(bytes);
            }
            if (isCutShort(bytes)) {
                throw new ForeignException("cut short to " + bytes.position() + " bytes");
            }
            if (bytes.hasRemaining() || bytes.getLong(HeaderDescriptor.MAGIC_OFFSET) != HeaderDescriptor.MAGIC) {
                throw new BufferFileException(
                        file + " is no Ringtail buffer: move it away, or give another directory with --dir");
            }
            return check(bytes, channel.size());
        }
    }

    /** Whether all that is left of a file is less than a header: nothing, or a buffer's beginning. */
    private static boolean isCutShort(ByteBuffer bytes) {
        int length = bytes.position();
        boolean beginning =
                length >= Long.BYTES && bytes.getLong(HeaderDescriptor.MAGIC_OFFSET) == HeaderDescriptor.MAGIC;
        return bytes.hasRemaining() && (length == 0 || beginning);
    }

    private static BufferHeader check(ByteBuffer bytes, long size) throws ForeignException {
        int mark = bytes.getInt(HeaderDescriptor.BYTE_ORDER_OFFSET);
        if (mark != HeaderDescriptor.BYTE_ORDER_MARK) {
            throw new ForeignException("of another byte order (mark 0x" + Integer.toHexString(mark) + ")");
        }
        int version = bytes.getInt(HeaderDescriptor.VERSION_OFFSET);
        if (version != HeaderDescriptor.LAYOUT_VERSION) {
            throw new ForeignException(
                    version == 0
                            ? "unfinished"
                            : "of layout version " + version + ", not " + HeaderDescriptor.LAYOUT_VERSION);
        }
        UUID id = new UUID(
                bytes.getLong(HeaderDescriptor.BOOT_ID_OFFSET),
                bytes.getLong(HeaderDescriptor.BOOT_ID_OFFSET + Long.BYTES));
        Geometry geometry = geometry(bytes);
        if (size != geometry.fileLength()) {
            throw new ForeignException(
                    "of another length than its header says (" + size + " of " + geometry.fileLength() + " bytes)");
        }
        return new BufferHeader(geometry, id, bytes.getLong(HeaderDescriptor.CREATED_OFFSET));
    }

    private static Geometry geometry(ByteBuffer bytes) throws ForeignException {
        try {
            return new Geometry(
                    BufferMode.ofCode(bytes.getInt(HeaderDescriptor.MODE_OFFSET)),
                    bytes.getInt(HeaderDescriptor.POSSIBLE_CPUS_OFFSET),
                    new RingGeometry(
                            bytes.getInt(HeaderDescriptor.SUBBUF_SIZE_OFFSET),
                            bytes.getInt(HeaderDescriptor.SUBBUF_COUNT_OFFSET)),
                    bytes.getInt(HeaderDescriptor.CLIENTS_OFFSET),
                    bytes.getInt(HeaderDescriptor.THREAD_SLOTS_OFFSET),
                    bytes.getInt(HeaderDescriptor.EVENTS_OFFSET));
        } catch (IllegalArgumentException e) {
            throw new ForeignException("damaged (" + e.getMessage() + ")");
        }
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
        metadata.putLong(HeaderDescriptor.FILE_LENGTH_OFFSET, geometry.fileLength());
        metadata.putLong(HeaderDescriptor.CREATED_OFFSET, created);
        metadata.putIntRelease(HeaderDescriptor.VERSION_OFFSET, HeaderDescriptor.LAYOUT_VERSION);
    }
}
