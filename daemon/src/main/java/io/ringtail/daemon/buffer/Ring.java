package io.ringtail.daemon.buffer;

import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.RingDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.UnsafeBuffer;

/** A CPU's ring as the daemon sees it: its words, its readers and its accounts. Any thread may ask. */
public final class Ring {
    private final int cpu;
    private final UnsafeBuffer region;
    private final RingGeometry geometry;
    private final BufferMode mode;
    private final AtomicLong readEvents = new AtomicLong();
    /** Guarded by this ring's monitor, as is every store to {@code consumed}. */
    private final List<RingReader> lossless = new ArrayList<>();

    Ring(int cpu, UnsafeBuffer region, RingGeometry geometry, BufferMode mode) {
        this.cpu = cpu;
        this.region = region;
        this.geometry = geometry;
        this.mode = mode;
    }

    /** Whose ring it is. */
    public int cpu() {
        return cpu;
    }

    /**
     * Opens a reader with a cursor of its own.
     *
     * @param requested that in discard mode no event is dropped to make room before this reader has had it: writers
     *     drop new ones instead. It then begins no earlier than other such readers have come. Means nothing in
     *     overwrite mode
     */
    public synchronized RingReader openReader(StartAt start, boolean requested) {
        boolean keeps = requested && mode == BufferMode.DISCARD;
        RingReader reader = new RingReader(this, start, keeps);
        if (keeps) {
            lossless.add(reader);
            publishConsumed();
        }
        return reader;
    }

    synchronized void close(RingReader reader) {
        lossless.remove(reader);
        publishConsumed();
    }

    /** Tells writers how far the slowest lossless reader has come; it never goes back. */
    synchronized void publishConsumed() {
        long slowest = Long.MAX_VALUE;
        for (RingReader reader : lossless) {
            slowest = Math.min(slowest, reader.subbufNeeded());
        }
        if (!lossless.isEmpty() && slowest > consumed()) {
            region.putLongRelease(RingDescriptor.CONSUMED_OFFSET, slowest);
        }
    }

    /** Makes a fresh ring: every slot complete in the lap before the first. */
    void initialise() {
        region.setMemory(0, geometry.dataOffset(), (byte) 0);
        for (int slot = 0; slot < geometry.subbufCount(); slot++) {
            region.putLong(geometry.slotOffset(slot) + RingDescriptor.COMMIT_OFFSET, geometry.freshCommitWord());
        }
    }

    /** The ring's accounts. Writers go on meanwhile, so the parts are a moment apart. */
    public RingStatistics statistics() {
        long written = 0;
        long entries = 0;
        long bytes = 0;
        long oldest = Long.MAX_VALUE;
        long oldestTimestamp = 0;
        long from = mode == BufferMode.DISCARD ? consumed() : 0;
        for (int slot = 0; slot < geometry.subbufCount(); slot++) {
            long commit = commitAcquire(slot);
            long sequence = sequence(slot);
            long events = eventsInLap(slot, commit);
            written += base(slot) + events;
            if (!holds(slot, sequence, commit) || sequence < from) {
                continue;
            }
            entries += events;
            bytes += Math.max(0, RingGeometry.committedUnits(commit) - RingGeometry.HEADER_UNITS)
                    * (long) RingGeometry.UNIT;
            if (sequence < oldest) {
                oldest = sequence;
                oldestTimestamp = pageTimestamp(sequence);
            }
        }
        boolean overwrites = mode == BufferMode.OVERWRITE;
        return new RingStatistics(
                written,
                pendingBytes(),
                entries,
                overwrites ? written - entries : 0,
                overwrites ? 0 : written - entries,
                dropped(),
                bytes,
                oldestTimestamp,
                System.nanoTime(),
                readEvents.get(),
                counter(RingDescriptor.NO_SLOT_OFFSET),
                counter(RingDescriptor.CUT_OFFSET),
                counter(RingDescriptor.MALFORMED_OFFSET),
                counter(RingDescriptor.REROUTED_OFFSET),
                counter(RingDescriptor.REPAIRED_OFFSET),
                counter(RingDescriptor.AMBIGUOUS_OFFSET));
    }

    /** What has been reserved and not committed. Each commit word is read before {@code reserve}, which only grows. */
    private long pendingBytes() {
        long units = 0;
        for (int slot = 0; slot < geometry.subbufCount(); slot++) {
            long commit = commitAcquire(slot);
            long position = RingGeometry.position(reserveAcquire());
            int offset = geometry.offset(position);
            boolean open = offset != 0 && geometry.slot(geometry.subbuf(position)) == slot;
            int taken = !open ? geometry.units() : offset < RingGeometry.HEADER_UNITS ? 0 : offset;
            units += Math.max(0, taken - RingGeometry.committedUnits(commit));
        }
        return units * RingGeometry.UNIT;
    }

    /** Whether a slot has been entered, as its words tell. */
    boolean holds(int slot, long sequence, long commit) {
        return geometry.slot(sequence) == slot && RingGeometry.committedLap(commit) == geometry.lap(sequence);
    }

    private long eventsInLap(int slot, long commit) {
        return (RingGeometry.committedEvents(commit) - base(slot)) & 0xffff_ffffL;
    }

    /** Events ever committed to a slot, in full. */
    long eventsOf(int slot, long commit) {
        return base(slot) + eventsInLap(slot, commit);
    }

    void countRead(int events) {
        readEvents.addAndGet(events);
    }

    RingGeometry geometry() {
        return geometry;
    }

    BufferMode mode() {
        return mode;
    }

    UnsafeBuffer region() {
        return region;
    }

    long reserveAcquire() {
        return region.getLongAcquire(RingDescriptor.RESERVE_OFFSET);
    }

    long topAcquire() {
        return region.getLongAcquire(RingDescriptor.TOP_OFFSET);
    }

    long consumed() {
        return region.getLongAcquire(RingDescriptor.CONSUMED_OFFSET);
    }

    long dropped() {
        return counter(RingDescriptor.DROPPED_OFFSET);
    }

    long commitAcquire(long subbuf) {
        return region.getLongAcquire(geometry.slotOffset(subbuf) + RingDescriptor.COMMIT_OFFSET);
    }

    long commitOpaque(long subbuf) {
        return region.getLongOpaque(geometry.slotOffset(subbuf) + RingDescriptor.COMMIT_OFFSET);
    }

    long sequence(long subbuf) {
        return region.getLongOpaque(geometry.slotOffset(subbuf) + RingDescriptor.SEQUENCE_OFFSET);
    }

    long base(long subbuf) {
        return region.getLongOpaque(geometry.slotOffset(subbuf) + RingDescriptor.BASE_OFFSET);
    }

    long pageTimestamp(long subbuf) {
        return region.getLong(geometry.dataOffset(subbuf));
    }

    /** Commits what dead writers owed: everything stored before is visible to whoever acquires the word. */
    void commitForTheDead(long subbuf, int events, int units) {
        region.getAndAddLong(
                geometry.slotOffset(subbuf) + RingDescriptor.COMMIT_OFFSET, events * RingGeometry.ONE_EVENT + units);
    }

    /** Adds to a counter that only the repairer writes. */
    void countForTheDead(int counterOffset, int count) {
        region.putLongOpaque(counterOffset, counter(counterOffset) + count);
    }

    private long counter(int offset) {
        return region.getLongOpaque(offset);
    }
}
