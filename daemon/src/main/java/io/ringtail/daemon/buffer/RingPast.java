package io.ringtail.daemon.buffer;

import io.ringtail.proto.layout.CpuDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * What a CPU's former rings have counted, so that no sum begins again with a new ring.
 *
 * @param former the last ring, while its region is needed: its own counts are not among the rest; null once it is
 *     released
 * @param counts in the order of {@link CpuDescriptor#PAST_OFFSET}; not modified
 * @param readEvents delivered by former rings
 * @param damages found in former rings
 */
record RingPast(@Nullable ReaderRing former, long[] counts, long readEvents, long damages) {
    /** A CPU's first ring has none. */
    static final RingPast NONE = new RingPast(null, new long[CpuDescriptor.PAST_COUNTERS], 0, 0);

    private static final int WRITTEN = 0;
    private static final int DROPPED = 1;

    /** Returns the past of the ring that follows one. */
    static RingPast of(ReaderRing former) {
        return new RingPast(former, NONE.counts, 0, 0);
    }

    /** Returns the same with the last ring's counts among the rest. */
    RingPast settled() {
        if (former == null) {
            return this;
        }
        RingStatistics sums = former.statistics();
        long[] all = {
            sums.written(),
            sums.dropped(),
            sums.noSlot(),
            sums.cut(),
            sums.malformed(),
            sums.rerouted(),
            sums.repaired(),
            sums.ambiguous(),
            sums.reservedBytes()
        };
        return new RingPast(null, all, sums.readEvents(), sums.quarantined());
    }

    /** Returns the events written to former rings. */
    long written() {
        return settled().counts[WRITTEN];
    }

    /** Returns the events dropped from former rings. */
    long dropped() {
        return settled().counts[DROPPED];
    }

    /** Adds the past to a ring's own accounts. */
    RingStatistics addTo(RingStatistics own, boolean overwrites) {
        RingPast past = settled();
        long[] c = past.counts;
        return new RingStatistics(
                own.written() + c[WRITTEN],
                own.pendingBytes(),
                own.reservedBytes() + c[8],
                own.entries(),
                own.overrun() + (overwrites ? c[WRITTEN] : 0),
                own.consumed() + (overwrites ? 0 : c[WRITTEN]),
                own.dropped() + c[DROPPED],
                own.bytes(),
                own.oldestTimestamp(),
                own.nowTimestamp(),
                own.readEvents() + past.readEvents,
                own.noSlot() + c[2],
                own.cut() + c[3],
                own.malformed() + c[4],
                own.rerouted() + c[5],
                own.repaired() + c[6],
                own.ambiguous() + c[7],
                own.quarantined() + past.damages);
    }
}
