package io.ringtail.daemon.buffer;

import io.ringtail.daemon.log.RemoteLog;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.ThreadSlotDescriptor;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntFunction;
import org.agrona.concurrent.AtomicBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Inspects a file's rings: finds words that no writer leaves and sub-buffers that no thread will complete, and corrects
 * them by the moves that writers make, while other processes continue to write and read. A ring is never reinitialised.
 *
 * <p>For one thread, the conductor's. {@code docs/ring.md} contains the argument.
 */
public final class RingInspector {
    private final AtomicBuffer metadata;
    private final Geometry geometry;
    private final IntFunction<@Nullable ReaderRing> rings;
    private final RemoteLog log;
    private final @Nullable RingInspection[] inspections;

    /**
     * Creates the inspector of an open file.
     *
     * @param log for events that clients can cause
     */
    public RingInspector(BufferFile file, RemoteLog log) {
        this(file.metadata(), file.geometry(), file::ring, log);
    }

    private RingInspector(
            AtomicBuffer metadata, Geometry geometry, IntFunction<@Nullable ReaderRing> rings, RemoteLog log) {
        this.log = log;
        this.metadata = metadata;
        this.geometry = geometry;
        this.rings = rings;
        this.inspections = new RingInspection[geometry.possibleCpus()];
    }

    /**
     * Inspects every ring. Call it about once a second, after the repair of what dead clients owe.
     *
     * @param held all thread slots that any client holds, living or dead; their storage is allocated
     * @param nowNs from the same clock each time
     */
    public void inspect(BitSet held, long nowNs) {
        List<RingInspection> doubtful = new ArrayList<>();
        for (int cpu = 0; cpu < inspections.length; cpu++) {
            RingInspection inspection = inspection(cpu);
            if (inspection != null && inspection.look(nowNs)) {
                doubtful.add(inspection);
            }
        }
        if (!doubtful.isEmpty()) {
            BitSet[] named = namedSlots(held);
            doubtful.forEach(inspection -> inspection.giveUp(named[inspection.cpu()], nowNs));
        }
    }

    private @Nullable RingInspection inspection(int cpu) {
        ReaderRing ring = rings.apply(cpu);
        RingInspection last = inspections[cpu];
        if (ring != null && (last == null || !last.isOf(ring))) {
            inspections[cpu] = new RingInspection(ring, log);
        }
        return inspections[cpu];
    }

    /** Returns, for each ring, the slots named by any intent. */
    private BitSet[] namedSlots(BitSet held) {
        BitSet[] named = new BitSet[geometry.possibleCpus()];
        for (int cpu = 0; cpu < named.length; cpu++) {
            named[cpu] = new BitSet();
        }
        for (int slot = held.nextSetBit(0); slot >= 0; slot = held.nextSetBit(slot + 1)) {
            int at = geometry.threadSlotOffset(slot);
            if (metadata.getIntAcquire(at + ThreadSlotDescriptor.KIND_OFFSET) != ThreadSlotDescriptor.EMPTY) {
                int cpu = ThreadSlotDescriptor.cpu(metadata.getInt(at + ThreadSlotDescriptor.RING_OFFSET));
                long subbuf = metadata.getLong(at + ThreadSlotDescriptor.SUBBUF_OFFSET);
                ReaderRing ring = cpu < named.length ? rings.apply(cpu) : null;
                if (ring != null) {
                    named[cpu].set(ring.geometry().slot(subbuf));
                }
            }
        }
        return named;
    }
}
