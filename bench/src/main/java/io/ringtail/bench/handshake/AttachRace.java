package io.ringtail.bench.handshake;

import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.ClientDescriptor;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.HeaderDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.memory.MappedRegion;
import java.nio.ByteBuffer;

/** The two words of a buffer file through which an announcement and an attaching client see each other. */
final class AttachRace {
    private static final Geometry SIZES = new Geometry(
            BufferMode.OVERWRITE,
            1,
            new RingGeometry(RingGeometry.MIN_SUBBUF_SIZE, RingGeometry.MIN_SUBBUF_COUNT),
            1,
            1,
            1);
    private static final int RECORD_STATE = SIZES.clientOffset(0) + ClientDescriptor.STATE_OFFSET;

    private final MappedRegion metadata = new MappedRegion(
            ByteBuffer.allocateDirect(SIZES.threadSlotsOffset() + Long.BYTES).alignedSlice(Long.BYTES));

    void moveEpoch() {
        metadata.putLongRelease(HeaderDescriptor.EPOCH_OFFSET, 1);
    }

    int seesEpoch() {
        return (int) metadata.getLongAcquire(HeaderDescriptor.EPOCH_OFFSET);
    }

    void grantRecord() {
        metadata.putIntRelease(RECORD_STATE, ClientDescriptor.IN_USE);
    }

    int seesRecord() {
        return metadata.getIntAcquire(RECORD_STATE) == ClientDescriptor.IN_USE ? 1 : 0;
    }
}
