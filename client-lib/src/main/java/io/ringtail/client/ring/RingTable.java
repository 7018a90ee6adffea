package io.ringtail.client.ring;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** The rings of a process by CPU: the conductor adds them as CPUs are prepared, and every writer reads them. */
public final class RingTable {
    private final AtomicReferenceArray<@Nullable WriterRing> rings;

    /** Creates an empty table. */
    public RingTable(int possibleCpus) {
        this.rings = new AtomicReferenceArray<>(possibleCpus);
    }

    /** Returns the number of CPUs for which the table has room. */
    public int length() {
        return rings.length();
    }

    /**
     * Returns a CPU's ring, or null if there is none yet. Opaque: the handshake's barrier separates the store from the
     * mask bit that leads here.
     */
    public @Nullable WriterRing get(int cpu) {
        WriterRing ring = rings.getOpaque(cpu);
        return ring == null ? null : ring.latest();
    }

    /** Publishes a ring, with release. */
    public void put(int cpu, WriterRing ring) {
        rings.setRelease(cpu, ring);
    }
}
