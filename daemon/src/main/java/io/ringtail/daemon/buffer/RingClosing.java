package io.ringtail.daemon.buffer;

import io.ringtail.proto.layout.RingDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.page.EventHeader;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The end of a ring that another one replaces: its open sub-buffer is padded, as by a writer that finds no room in it,
 * and no other one is opened. {@code docs/handshake.md} contains the argument. For the conductor's thread.
 */
final class RingClosing {
    private final ReaderRing ring;
    private final RingGeometry geometry;
    private final UnsafeBuffer region;

    RingClosing(ReaderRing ring) {
        this.ring = ring;
        this.geometry = ring.geometry();
        this.region = ring.region();
    }

    /** Closes the ring: nothing is reserved in it any more. A failed attempt was overtaken by a writer's success. */
    void close() {
        region.putLongRelease(RingDescriptor.CLOSED_OFFSET, RingDescriptor.CLOSING);
        while (!takeTheRest()) {
            Thread.onSpinWait();
        }
        region.putLongRelease(RingDescriptor.CLOSED_OFFSET, RingDescriptor.LEFT);
    }

    /** Takes what is left of the open sub-buffer, or changes the stamp: a CAS by any word loaded before fails. */
    private boolean takeTheRest() {
        long reserve = ring.reserveAcquire();
        long position = RingGeometry.position(reserve);
        long subbuf = geometry.subbuf(position);
        int offset = geometry.offset(position);
        boolean open = offset >= RingGeometry.HEADER_UNITS;
        long end = open ? geometry.position(subbuf + 1, RingGeometry.UNDECIDED) : position;
        region.putLongRelease(RingDescriptor.FENCED_OFFSET, end);
        long last = RingGeometry.closedWord(RingGeometry.reserveWord(end, RingGeometry.stamp(reserve)));
        if (!region.compareAndSetLong(RingDescriptor.RESERVE_OFFSET, reserve, last)) {
            return false;
        }
        if (open) {
            region.putInt(geometry.byteOffset(position), EventHeader.word(EventHeader.PADDING, 0));
            ring.commitForTheDead(subbuf, 0, geometry.units() - offset);
        }
        return true;
    }
}
