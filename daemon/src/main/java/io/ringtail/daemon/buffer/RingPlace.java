package io.ringtail.daemon.buffer;

import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.RingDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.BitUtil;

/**
 * The place of a CPU's ring in the file.
 *
 * @param ringsBefore how many rings the CPU has had before
 * @param offset of its region, a multiple of the region's length
 * @param sizes of the ring
 */
record RingPlace(int ringsBefore, long offset, RingGeometry sizes) {
    /** Returns the place of a CPU's first ring. */
    static RingPlace first(Geometry geometry, int cpu) {
        return new RingPlace(0, geometry.regionOffset(cpu), geometry.ring());
    }

    /** Returns the first place from an offset on. */
    static RingPlace from(long offset, int ringsBefore, RingGeometry sizes) {
        long length = sizes.regionLength();
        return new RingPlace(ringsBefore, (offset + length - 1) / length * length, sizes);
    }

    int length() {
        return sizes.regionLength();
    }

    /** The bytes before the events, in whole pages of the largest size. */
    int wordsLength() {
        return BitUtil.align(sizes.dataOffset(), Geometry.REGION_ALIGNMENT);
    }

    long end() {
        return offset + length();
    }

    boolean overlaps(RingPlace another) {
        return offset < another.end() && another.offset < end();
    }

    boolean contains(RingPlace another) {
        return offset <= another.offset && another.end() <= end();
    }

    /** Returns whether the region holds a ring, without touching its storage: a fresh ring's slots are all complete. */
    boolean holdsRing(Path file) throws BufferFileException {
        ByteBuffer words = ByteBuffer.allocate(sizes.subbufCount() * RingDescriptor.SLOT_LENGTH);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long from = offset + RingDescriptor.SLOTS_OFFSET;
            int read = 0;
            while (words.hasRemaining() && read >= 0) {
                read = channel.read(words, from + words.position());
            }
        } catch (IOException e) {
            throw new BufferFileException("cannot read " + file + ": " + e, e);
        }
        return words.hasRemaining() || words.rewind().mismatch(ByteBuffer.allocate(words.capacity())) >= 0;
    }
}
