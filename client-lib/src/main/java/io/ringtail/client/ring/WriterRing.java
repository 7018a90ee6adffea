package io.ringtail.client.ring;

import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.RingDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.layout.ThreadSlotDescriptor;
import io.ringtail.proto.memory.MappedRegion;
import org.jspecify.annotations.Nullable;

/**
 * A writer's view of a CPU's ring: its words, each with the ordering it needs.
 *
 * <p>All fields but the successor are final and {@code this} does not escape, so a ring found through a
 * {@link RingTable} is complete. The successor is mapped before the daemon closes this ring; whoever finds it closed
 * goes there.
 */
public final class WriterRing {
    final int cpu;
    /** The ring's word in intents. */
    final int word;

    final MappedRegion region;
    final RingGeometry geometry;
    private final boolean overwrite;
    private volatile @Nullable WriterRing successor;

    /**
     * Creates a view of a region that the daemon has initialised.
     *
     * @param region of at least {@link RingGeometry#regionLength()} bytes
     * @throws IllegalArgumentException if the region is smaller
     */
    public WriterRing(int cpu, MappedRegion region, RingGeometry geometry, BufferMode mode) {
        this(cpu, 0, region, geometry, mode);
    }

    /**
     * Creates a view of a CPU's later ring.
     *
     * @param ringsBefore how many rings the CPU has had before
     */
    public WriterRing(int cpu, int ringsBefore, MappedRegion region, RingGeometry geometry, BufferMode mode) {
        if (region.capacity() < geometry.regionLength()) {
            throw new IllegalArgumentException("CPU " + cpu + "'s region has " + region.capacity() + " bytes, but "
                    + geometry + " need " + geometry.regionLength());
        }
        this.cpu = cpu;
        this.word = ThreadSlotDescriptor.ring(cpu, ringsBefore);
        this.region = region;
        this.geometry = geometry;
        this.overwrite = mode == BufferMode.OVERWRITE;
    }

    /** Returns the CPU that owns the ring. */
    public int cpu() {
        return cpu;
    }

    RingGeometry geometry() {
        return geometry;
    }

    /** Sets the ring in which writers continue when this one is closed. */
    public void succeed(WriterRing next) {
        successor = next;
    }

    /** Returns the ring in which writers continue when this one is closed; null if none is mapped. */
    public @Nullable WriterRing successor() {
        return successor;
    }

    /** Returns whether no sub-buffer may be opened any more; once true, always true. */
    boolean isClosed() {
        return region.getLongAcquire(RingDescriptor.CLOSED_OFFSET) != 0;
    }

    private boolean isLeft() {
        return region.getLongAcquire(RingDescriptor.CLOSED_OFFSET) == RingDescriptor.LEFT;
    }

    /** Returns the ring in which an event that begins now belongs: this one, or a successor if nothing fits in it. */
    public WriterRing latest() {
        WriterRing ring = this;
        for (WriterRing next = successor; next != null && ring.isLeft(); next = next.successor) {
            ring = next;
        }
        return ring;
    }

    /** Returns the ring's region, for a writer to store a claimed event's payload in. */
    public MappedRegion region() {
        return region;
    }

    /** Pairs with {@link #claim}. */
    long reserveAcquire() {
        return region.getLongAcquire(RingDescriptor.RESERVE_OFFSET);
    }

    /** Replaces {@code reserve}, acquire and release; returns false if it no longer equals {@code word}. */
    boolean claim(long word, long next) {
        return region.compareAndSetLong(RingDescriptor.RESERVE_OFFSET, word, next);
    }

    long lastTimestampOpaque() {
        return region.getLongOpaque(RingDescriptor.LAST_TIMESTAMP_OFFSET);
    }

    void putLastTimestampOpaque(long timestamp) {
        region.putLongOpaque(RingDescriptor.LAST_TIMESTAMP_OFFSET, timestamp);
    }

    /** Returns a sub-buffer's full number. */
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

    /** Commits events and units: a thread that acquires the word sees everything stored before. */
    void commitRelease(long subbuf, int events, int units) {
        region.getAndAddLongRelease(
                geometry.slotOffset(subbuf) + RingDescriptor.COMMIT_OFFSET, events * RingGeometry.ONE_EVENT + units);
    }

    /**
     * Returns the 64-bit number of events ever committed to a quiet slot: its last base, advanced to the commit word's
     * low 32 bits.
     */
    long eventsBefore(long subbuf, long commit) {
        long base = region.getLongOpaque(geometry.slotOffset(subbuf) + RingDescriptor.BASE_OFFSET);
        return base + RingGeometry.eventsSince(commit, base);
    }

    /**
     * Enters a sub-buffer into its slot: a thread that acquires this {@code sequence} finds its {@code base}, or a
     * later one.
     */
    void enterRelease(long wideSubbuf, long base) {
        int slot = geometry.slotOffset(wideSubbuf);
        region.putLongOpaque(slot + RingDescriptor.BASE_OFFSET, base);
        region.putLongRelease(slot + RingDescriptor.SEQUENCE_OFFSET, wideSubbuf);
    }

    /**
     * Returns the first sub-buffer from {@code first} on whose slot is complete, and free in discard mode; -1 if there
     * is none within a lap. Slots in which a writer still owes units are skipped.
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

    /** Counts an event in one of the descriptor's counters, given by its offset. */
    public void count(int counterOffset) {
        region.getAndAddLongRelease(counterOffset, 1);
    }

    /** Counts events in one of the counters, in one step. */
    void count(int counterOffset, long events) {
        region.getAndAddLongRelease(counterOffset, events);
    }
}
