package io.ringtail.daemon.buffer;

import io.ringtail.proto.layout.EventTableDescriptor;
import io.ringtail.proto.layout.RingDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.page.EventHeader;
import io.ringtail.proto.page.PageHeader;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Fills the hole that a dead writer left: with a {@code ringtail:lost} of the same length and time, and the dead
 * writer's thread id. The bytes depend on the intent alone, so they can be written repeatedly.
 */
final class HoleFiller {

    private final UnsafeBuffer region;
    private final RingGeometry geometry;

    HoleFiller(ReaderRing ring) {
        this.region = ring.region();
        this.geometry = ring.geometry();
    }

    /** Fulfils a dead writer's obligation, except for the commit. */
    void fill(ThreadIntent intent) {
        int at = byteOffset(intent);
        if (intent.closes()) {
            region.putInt(at, EventHeader.word(EventHeader.PADDING, 0));
        } else if (intent.opens()) {
            open(intent, at);
            putLost(at + PageHeader.LENGTH, intent, 0);
        } else if (intent.absolute()) {
            region.putInt(
                    at, EventHeader.word(EventHeader.TIME_STAMP, (int) intent.timestamp() & EventHeader.DELTA_MASK));
            region.putInt(at + EventHeader.LENGTH, (int) (intent.timestamp() >>> EventHeader.DELTA_BITS));
            putLost(at + ThreadIntent.STAMP_UNITS * RingGeometry.UNIT, intent, 0);
        } else {
            putLost(at, intent, (int) intent.delta());
        }
    }

    /**
     * Ends the page where the following bytes are unknown. A doubtful start is the start of an event or of a hole,
     * since {@code reserve} has been there. Several OPENs can differ only in their time, and the time of an empty page
     * is irrelevant.
     */
    void endPage(ThreadIntent doubtful) {
        int at = byteOffset(doubtful);
        if (doubtful.opens()) {
            open(doubtful, at);
            at += PageHeader.LENGTH;
        }
        region.putInt(at, EventHeader.word(EventHeader.PADDING, 0));
    }

    private int byteOffset(ThreadIntent intent) {
        return geometry.dataOffset(intent.subbuf()) + intent.start(geometry) * RingGeometry.UNIT;
    }

    private void open(ThreadIntent intent, int page) {
        region.putLong(page + PageHeader.TIME_STAMP_OFFSET, intent.timestamp());
        int words = geometry.slotOffset(intent.subbuf());
        region.putLongOpaque(words + RingDescriptor.BASE_OFFSET, intent.base());
        region.putLongRelease(words + RingDescriptor.SEQUENCE_OFFSET, intent.subbuf());
    }

    private void putLost(int at, ThreadIntent intent, int delta) {
        int units = intent.eventUnits();
        int payload = at + EventHeader.LENGTH;
        if (units - 1 <= EventHeader.MAX_TYPE_LEN) {
            region.putInt(at, EventHeader.word(units - 1, delta));
        } else {
            region.putInt(at, EventHeader.word(EventHeader.LARGE, delta));
            region.putInt(payload, (units - 1) * RingGeometry.UNIT);
            payload += Integer.BYTES;
        }
        region.setMemory(payload, at + units * RingGeometry.UNIT - payload, (byte) 0);
        region.putInt(payload, EventTableDescriptor.LOST_EVENT_ID);
        region.putInt(payload + Integer.BYTES, intent.tid());
    }
}
