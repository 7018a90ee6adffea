package io.ringtail.client.ring;

import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.RingDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.memory.MappedRegion;

/**
 * A CPU's ring as a writer sees it: its words, each with the ordering it needs.
 *
 * <p>All fields are final and {@code this} does not escape, so a ring that is found through a {@link RingTable} is
 * complete.
 */
public final class Ring {
    private final int cpu;
    private final MappedRegion region;
    private final RingGeometry geometry;
    private final boolean overwrite;

    /**
     * A ring over a region that the daemon has initialised.
     *
     * @param region of at least {@link RingGeometry#regionLength()} bytes
     */
    public Ring(int cpu, MappedRegion region, RingGeometry geometry, BufferMode mode) {
        if (region.capacity() < geometry.regionLength()) {
            throw new IllegalArgumentException("CPU " + cpu + "'s region has " + region.capacity() + " bytes, but "
                    + geometry + " need " + geometry.regionLength());
        }
        this.cpu = cpu;
        this.region = region;
        this.geometry = geometry;
        this.overwrite = mode == BufferMode.OVERWRITE;
    }

    /** Whose ring it is. */
    public int cpu() {
        return cpu;
    }

    RingGeometry geometry() {
        return geometry;
    }

    MappedRegion region() {
        return region;
    }

    /** Pairs with {@link #claim}. */
    long reserveAcquire() {
        return region.getLongAcquire(RingDescriptor.RESERVE_OFFSET);
    }

    /** Moves {@code reserve}, acquire and release; false where it was not {@code word} any more. */
    boolean claim(long word, long next) {
        return region.compareAndSetLong(RingDescriptor.RESERVE_OFFSET, word, next);
    }

    long lastTimestampOpaque() {
        return region.getLongOpaque(RingDescriptor.LAST_TIMESTAMP_OFFSET);
    }

    void lastTimestampOpaque(long timestamp) {
        region.putLongOpaque(RingDescriptor.LAST_TIMESTAMP_OFFSET, timestamp);
    }

    /** A sub-buffer's number in full. */
    long widen(long subbuf) {
        return geometry.widen(subbuf, region.getLongAcquire(RingDescriptor.TOP_OFFSET));
    }

    /** Raises {@code top} to a sub-buffer that has been decided. */
    void raiseTop(long subbuf) {
        long top = region.getLongAcquire(RingDescriptor.TOP_OFFSET);
        long decided = geometry.widen(subbuf, top);
        while (decided > top && !region.compareAndSetLong(RingDescriptor.TOP_OFFSET, top, decided)) {
            top = region.getLongAcquire(RingDescriptor.TOP_OFFSET);
        }
    }

    long commitAcquire(long subbuf) {
        return region.getLongAcquire(geometry.slotOffset(subbuf) + RingDescriptor.COMMIT_OFFSET);
    }

    /** Prepares a quiet slot for its next lap, acquire and release. */
    boolean prepare(long subbuf, long commit) {
        long prepared = RingGeometry.commitWord(RingGeometry.committedEvents(commit), geometry.lap(subbuf), 0);
        return region.compareAndSetLong(geometry.slotOffset(subbuf) + RingDescriptor.COMMIT_OFFSET, commit, prepared);
    }

    /** Commits events and units: everything stored before is visible to whoever acquires the word. */
    void commitRelease(long subbuf, int events, int units) {
        region.getAndAddLongRelease(
                geometry.slotOffset(subbuf) + RingDescriptor.COMMIT_OFFSET, events * RingGeometry.ONE_EVENT + units);
    }

    /** Events ever committed to a quiet slot, in full: its last base, moved on to the commit word's low 32 bits. */
    long eventsBefore(long subbuf, long commit) {
        long base = region.getLongOpaque(geometry.slotOffset(subbuf) + RingDescriptor.BASE_OFFSET);
        return base + ((RingGeometry.committedEvents(commit) - base) & 0xffff_ffffL);
    }

    /**
     * Names the sub-buffer that a slot holds from now on: whoever acquires its {@code sequence} finds its {@code base}, or a
     * later one's.
     */
    void enterRelease(long wideSubbuf, long base) {
        int slot = geometry.slotOffset(wideSubbuf);
        region.putLongOpaque(slot + RingDescriptor.BASE_OFFSET, base);
        region.putLongRelease(slot + RingDescriptor.SEQUENCE_OFFSET, wideSubbuf);
    }

    /**
     * The first sub-buffer from {@code first} on whose slot is complete, and free in discard mode; -1 where there is
     * none within a lap. Slots that somebody still owes bytes are passed over.
     */
    long firstQuiet(long first) {
        int count = geometry.subbufCount();
        long consumed = overwrite ? first : region.getLongAcquire(RingDescriptor.CONSUMED_OFFSET);
        for (int k = 0; k < count; k++) {
            long subbuf = first + k;
            if (geometry.distance(subbuf, consumed) >= count) {
                return -1;
            }
            if (RingGeometry.committedUnits(commitAcquire(subbuf)) == geometry.units()) {
                return subbuf;
            }
        }
        return -1;
    }

    /** Counts something that befell an event, at one of the descriptor's counter offsets. */
    public void count(int counterOffset) {
        region.getAndAddLongRelease(counterOffset, 1);
    }
}
