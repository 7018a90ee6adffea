package io.ringtail.client.ring;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** The rings of a process by CPU: filled by the conductor as CPUs are prepared, read by every writer. */
public final class RingTable {
    private final AtomicReferenceArray<@Nullable Ring> rings;

    /** An empty table. */
    public RingTable(int possibleCpus) {
        this.rings = new AtomicReferenceArray<>(possibleCpus);
    }

    /** How many CPUs it has room for. */
    public int length() {
        return rings.length();
    }

    /**
     * A CPU's ring, or null while there is none. Opaque: the handshake's barrier stands between the store and the
     * mask bit that leads here.
     */
    public @Nullable Ring get(int cpu) {
        return rings.getOpaque(cpu);
    }

    /** Publishes a ring, with release. */
    public void put(int cpu, Ring ring) {
        rings.setRelease(cpu, ring);
    }
}
