package io.ringtail.client.conductor;

import io.ringtail.proto.control.CpuNotice;
import io.ringtail.proto.control.MalformedMessageException;
import io.ringtail.proto.layout.CpuDescriptor;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.HeaderDescriptor;
import io.ringtail.proto.memory.MappedRegion;
import java.nio.ByteBuffer;
import java.util.function.IntPredicate;

/**
 * Determines which CPUs must be mapped before an epoch is acknowledged: from all descriptors at attach, and from the
 * control ring's messages afterwards.
 *
 * <p>Every CPU prepared up to {@code epoch} is mapped, unless {@code complete} is false. Only a message of the next
 * epoch preserves this. After anything else (lapped, a gap, invalid data, a CPU that could not be mapped, an epoch in
 * the file that no message announced) all descriptors are read: they are authoritative. For the conductor's thread
 * only.
 */
final class PreparedCpus {
    private final MappedRegion metadata;
    private final Geometry geometry;
    private final IntPredicate map;
    private final ControlRingReceiver receiver;
    private long epoch;
    private boolean complete;
    private long scans;

    /**
     * Creates an object with no CPU mapped.
     *
     * @param map maps a prepared CPU, unless it is mapped already; returns false if it cannot be mapped
     */
    PreparedCpus(MappedRegion metadata, Geometry geometry, IntPredicate map) {
        this.metadata = metadata;
        this.geometry = geometry;
        this.map = map;
        this.receiver =
                new ControlRingReceiver(metadata.slice(geometry.controlRingOffset(), geometry.controlRingLength()));
    }

    /** Returns how many times all descriptors were read. */
    long scans() {
        return scans;
    }

    /**
     * Maps every prepared CPU, online or not.
     *
     * @return the epoch to acknowledge
     */
    long mapAll() {
        scans++;
        // In this order: a skipped message was transmitted after its epoch was stored, and the epoch after its
        // descriptors.
        receiver.skip();
        epoch = metadata.getLongAcquire(HeaderDescriptor.EPOCH_OFFSET);
        complete = true;
        for (int cpu = 0; cpu < geometry.possibleCpus(); cpu++) {
            if (isPrepared(cpu)) {
                complete &= map.test(cpu);
            }
        }
        return epoch;
    }

    /**
     * Maps the CPUs named by the control ring's messages, or every prepared CPU if the messages are insufficient.
     *
     * @return the epoch to acknowledge
     */
    long mapNamed() {
        boolean followed = complete && receiver.receive(this::onMessage) && complete;
        boolean newest = metadata.getLongAcquire(HeaderDescriptor.EPOCH_OFFSET) == epoch;
        return followed && newest ? epoch : mapAll();
    }

    private void onMessage(int type, ByteBuffer body) {
        try {
            CpuNotice notice = CpuNotice.decode(type, body);
            if (notice != null && notice.kind() == CpuNotice.Kind.PREPARED && notice.epoch() - epoch > 0) {
                complete &= notice.epoch() == epoch + 1 && mapAll(notice);
                epoch = notice.epoch();
            }
        } catch (MalformedMessageException e) {
            complete = false;
        }
    }

    private boolean mapAll(CpuNotice notice) {
        return notice.cpus().stream()
                .allMatch(cpu -> cpu < geometry.possibleCpus() && isPrepared(cpu) && map.test(cpu));
    }

    private boolean isPrepared(int cpu) {
        int state = metadata.getIntAcquire(geometry.cpuOffset(cpu) + CpuDescriptor.STATE_OFFSET);
        return state == CpuDescriptor.PREPARED;
    }
}
