package io.ringtail.daemon.buffer;

import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.RingGeometry;

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

    long end() {
        return offset + length();
    }
}
