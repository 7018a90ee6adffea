package io.ringtail.daemon.buffer;

import io.ringtail.proto.layout.CpuDescriptor;
import java.lang.invoke.VarHandle;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a CPU's former rings have counted, so that no sum begins again with a new ring.
 *
 * @param former the last ring, while its region is needed: its own counts are not among the rest; null once it is
 *     released
 * @param counts in the order of {@link CpuDescriptor#PAST_OFFSET}
 * @param readEvents delivered by former rings
 * @param damages found in former rings
 */
record RingPast(@Nullable ReaderRing former, List<Long> counts, long readEvents, long damages) {
    /** A CPU's first ring has none. */
    static final RingPast NONE = new RingPast(null, Collections.nCopies(CpuDescriptor.PAST_COUNTERS, 0L), 0, 0);

    private static final int WRITTEN = 0;
    private static final int DROPPED = 1;

    /** Returns the past of the ring that follows one. */
    static RingPast of(ReaderRing former) {
        return new RingPast(former, NONE.counts, 0, 0);
    }

    /**
     * Returns what former rings have counted: what was read in one that has been freed meanwhile is read again.
     *
     * @param latest reads the ring's past, which is replaced before its former ring is freed
     */
    @SuppressWarnings("ReferenceEquality") // the very past
    static RingPast settled(Supplier<RingPast> latest) {
        while (true) {
            RingPast before = latest.get();
            RingPast settled = before.settled();
            VarHandle.acquireFence();
            if (latest.get() == before) {
                return settled;
            }
        }
    }

    /** Returns the same with the last ring's counts among the rest. */
    RingPast settled() {
        if (former == null) {
            return this;
        }
        RingStatistics sums = former.statistics();
        List<Long> all = List.of(
                sums.written(),
                sums.dropped(),
                sums.noSlot(),
                sums.cut(),
                sums.malformed(),
                sums.rerouted(),
                sums.repaired(),
                sums.ambiguous(),
                sums.reservedBytes());
        return new RingPast(null, all, sums.readEvents(), sums.quarantined());
    }

    /** Returns the events written to former rings. */
    long written() {
        return settled().counts.get(WRITTEN);
    }

    /** Returns the events dropped from former rings. */
    long dropped() {
        return settled().counts.get(DROPPED);
    }

    /** Adds the past to a ring's own accounts. */
    RingStatistics addTo(RingStatistics own, boolean overwrites) {
        RingPast past = settled();
        List<Long> c = past.counts;
        return new RingStatistics(
                own.written() + c.get(WRITTEN),
                own.pendingBytes(),
                own.reservedBytes() + c.get(8),
                own.entries(),
                own.overrun() + (overwrites ? c.get(WRITTEN) : 0),
                own.consumed() + (overwrites ? 0 : c.get(WRITTEN)),
                own.dropped() + c.get(DROPPED),
                own.bytes(),
                own.oldestTimestamp(),
                own.nowTimestamp(),
                own.readEvents() + past.readEvents,
                own.noSlot() + c.get(2),
                own.cut() + c.get(3),
                own.malformed() + c.get(4),
                own.rerouted() + c.get(5),
                own.repaired() + c.get(6),
                own.ambiguous() + c.get(7),
                own.quarantined() + past.damages);
    }
}
