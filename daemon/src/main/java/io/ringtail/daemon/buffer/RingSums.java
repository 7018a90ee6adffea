package io.ringtail.daemon.buffer;

import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.RingDescriptor;
import io.ringtail.proto.layout.RingGeometry;

/** The sums over one ring's words, as its writers continue: the parts are from slightly different moments. */
final class RingSums {
    private final ReaderRing ring;
    private final RingGeometry geometry;

    RingSums(ReaderRing ring) {
        this.ring = ring;
        this.geometry = ring.geometry();
    }

    /**
     * Returns the ring's own accounts.
     *
     * @param readEvents delivered to readers
     * @param quarantined how often damage was found
     */
    RingStatistics statistics(long readEvents, long quarantined) {
        long written = 0;
        long entries = 0;
        long bytes = 0;
        long oldest = Long.MAX_VALUE;
        long oldestTimestamp = 0;
        long from = ring.mode() == BufferMode.DISCARD ? ring.consumed() : 0;
        SlotWords words = new SlotWords(ring);
        for (int slot = 0; slot < geometry.subbufCount(); slot++) {
            boolean still = words.look(slot);
            written += still ? words.events() : ring.eventsOf(slot);
            if (!still || !words.held() || words.sequence() < from) {
                continue;
            }
            entries += words.eventsInLap();
            bytes += Math.max(0, words.units() - RingGeometry.HEADER_UNITS) * (long) RingGeometry.UNIT;
            if (words.sequence() < oldest) {
                oldest = words.sequence();
                oldestTimestamp = ring.pageTimestamp(words.sequence());
            }
        }
        boolean overwrites = ring.mode() == BufferMode.OVERWRITE;
        return new RingStatistics(
                written,
                pendingBytes(),
                reservedBytes(),
                entries,
                overwrites ? written - entries : 0,
                overwrites ? 0 : written - entries,
                ring.dropped(),
                bytes,
                oldestTimestamp,
                System.nanoTime(),
                readEvents,
                ring.counter(RingDescriptor.NO_SLOT_OFFSET),
                ring.counter(RingDescriptor.CUT_OFFSET),
                ring.counter(RingDescriptor.MALFORMED_OFFSET),
                ring.counter(RingDescriptor.REROUTED_OFFSET),
                ring.counter(RingDescriptor.REPAIRED_OFFSET),
                ring.counter(RingDescriptor.AMBIGUOUS_OFFSET),
                quarantined);
    }

    /** Returns the events ever committed. */
    long written() {
        return statistics(0, 0).written();
    }

    /** Returns whether the ring was closed before anything was written to it. */
    boolean isEmpty() {
        return ring.current() == 0 && RingGeometry.committedUnits(ring.commitAcquire(0)) == geometry.units();
    }

    /**
     * Returns the bytes reserved but not committed. Each commit word is read before {@code reserve}, which only grows.
     */
    long pendingBytes() {
        long units = 0;
        for (int slot = 0; slot < geometry.subbufCount(); slot++) {
            long commit = ring.commitAcquire(slot);
            long position = RingGeometry.position(ring.reserveAcquire());
            int offset = geometry.offset(position);
            boolean open = offset != 0 && geometry.slot(geometry.subbuf(position)) == slot;
            int taken = !open ? geometry.units() : offset < RingGeometry.HEADER_UNITS ? 0 : offset;
            units += Math.max(0, taken - RingGeometry.committedUnits(commit));
        }
        return units * RingGeometry.UNIT;
    }

    /** Returns the bytes ever reserved: those of all sub-buffers before the current one, and its own. */
    private long reservedBytes() {
        long position = RingGeometry.position(ring.reserveAcquire());
        long subbuf = geometry.widen(geometry.subbuf(position), ring.topAcquire());
        int offset = geometry.offset(position);
        int units = offset < RingGeometry.HEADER_UNITS ? 0 : offset;
        return subbuf * geometry.subbufSize() + (long) units * RingGeometry.UNIT;
    }
}
