package io.ringtail.client.conductor;

import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.HeaderDescriptor;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Checks a buffer file's header, before anything of the file is mapped. */
final class FileHeader {
    private FileHeader() {}

    /**
     * Returns the file's geometry.
     *
     * @param header a copy of the file's beginning, little endian
     * @param length the file's length in bytes
     * @param created the creation time that the daemon named
     * @throws AttachException if it is a different file, or one that this client does not understand
     */
    static Geometry check(Path file, ByteBuffer header, long length, long created) throws AttachException {
        if (header.limit() < HeaderDescriptor.HEADER_LENGTH
                || header.getLong(HeaderDescriptor.MAGIC_OFFSET) != HeaderDescriptor.MAGIC) {
            throw new AttachException(file + " is not a Ringtail buffer: check the directory");
        }
        int order = header.getInt(HeaderDescriptor.BYTE_ORDER_OFFSET);
        if (order != HeaderDescriptor.BYTE_ORDER_MARK) {
            throw new AttachException(
                    file + " was written in another byte order (mark 0x" + Integer.toHexString(order) + ")");
        }
        int version = header.getInt(HeaderDescriptor.VERSION_OFFSET);
        if (version != HeaderDescriptor.LAYOUT_VERSION) {
            throw new AttachException(file + " has layout version " + version + ", but this client has "
                    + HeaderDescriptor.LAYOUT_VERSION + ": update the older of client and daemon");
        }
        long stamp = header.getLong(HeaderDescriptor.CREATED_OFFSET);
        if (stamp != created) {
            throw new AttachException(
                    file + " was created at " + stamp + ", but the daemon's file at " + created + ": it was replaced");
        }
        return checkLength(file, geometry(file, header), length);
    }

    private static Geometry geometry(Path file, ByteBuffer header) throws AttachException {
        try {
            return Geometry.inHeader(header);
        } catch (IllegalArgumentException e) {
            throw new AttachException(file + " has an invalid header: " + e.getMessage());
        }
    }

    // Touching a mapping beyond the file's end would kill this process.
    private static Geometry checkLength(Path file, Geometry geometry, long length) throws AttachException {
        if (length < geometry.fileLength()) {
            throw new AttachException(file + " has " + length + " bytes, but its header says " + geometry.fileLength()
                    + ": it was truncated; remove it and restart the daemon");
        }
        return geometry;
    }
}
