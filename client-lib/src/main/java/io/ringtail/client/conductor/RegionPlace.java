package io.ringtail.client.conductor;

import io.ringtail.proto.layout.CpuDescriptor;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.memory.MappedRegion;
import java.io.IOException;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The place of a ring in the file, according to its CPU's descriptor.
 *
 * @param cpu that owns the ring
 * @param ringsBefore how many rings the CPU has had before
 * @param offset of the region in the file
 * @param count of sub-buffers
 * @param subbufSize the size of each in bytes
 */
record RegionPlace(int cpu, int ringsBefore, long offset, int count, int subbufSize) {
    private static final int MOST_ATTEMPTS = 100;

    /**
     * A prepared CPU's ring, and the one that is to replace it.
     *
     * @param next null if there is none
     */
    record Both(RegionPlace current, @Nullable RegionPlace next) {}

    /** Returns the place of a CPU's first ring. */
    static RegionPlace first(Geometry geometry, int cpu) {
        return new RegionPlace(
                cpu,
                0,
                geometry.regionOffset(cpu),
                geometry.ring().subbufCount(),
                geometry.ring().subbufSize());
    }

    /**
     * Returns the places of a prepared CPU's rings.
     *
     * @throws IOException if the descriptor describes none
     */
    static Both read(MappedRegion metadata, Geometry geometry, int cpu) throws IOException {
        int turnAt = geometry.cpuOffset(cpu) + CpuDescriptor.TURN_OFFSET;
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            long turn = metadata.getLongAcquire(turnAt);
            int rings = CpuDescriptor.ringsBefore(turn);
            RegionPlace current = at(metadata, geometry, cpu, rings);
            RegionPlace next =
                    CpuDescriptor.stage(turn) == CpuDescriptor.NEXT ? at(metadata, geometry, cpu, rings + 1) : null;
            VarHandle.acquireFence();
            if (metadata.getLongOpaque(turnAt) == turn) {
                current.check(metadata, geometry);
                if (next != null) {
                    next.check(metadata, geometry);
                }
                return new Both(current, next);
            }
        }
        throw new IOException("the descriptor never stops changing");
    }

    private static RegionPlace at(MappedRegion metadata, Geometry geometry, int cpu, int ringsBefore) {
        int at = geometry.cpuOffset(cpu);
        return new RegionPlace(
                cpu,
                ringsBefore,
                metadata.getLong(at + CpuDescriptor.regionOffset(ringsBefore)),
                metadata.getInt(at + CpuDescriptor.countOffset(ringsBefore)),
                geometry.ring().subbufSize());
    }

    private void check(MappedRegion metadata, Geometry geometry) throws IOException {
        boolean aligned = (offset & (Geometry.REGION_ALIGNMENT - 1)) == 0;
        boolean even = (ringsBefore & 1) == 0;
        long length = metadata.getLong(geometry.cpuOffset(cpu) + CpuDescriptor.REGION_LENGTH_OFFSET);
        if (offset < geometry.metadataLength() || !aligned || (even && length != sizes().regionLength())) {
            throw new IOException("the descriptor says " + length + " bytes at " + offset + " for " + sizes());
        }
    }

    /**
     * Returns the ring's sizes.
     *
     * @throws IllegalArgumentException if no ring has them
     */
    RingGeometry sizes() {
        return new RingGeometry(subbufSize, count);
    }
}
