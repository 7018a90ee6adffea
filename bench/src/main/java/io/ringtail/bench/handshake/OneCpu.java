package io.ringtail.bench.handshake;

import io.ringtail.client.ring.Attachment;
import io.ringtail.client.ring.RingTable;
import io.ringtail.client.ring.ThreadSlots;
import io.ringtail.client.ring.WriterRing;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.ClientDescriptor;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.HeaderDescriptor;
import io.ringtail.proto.layout.RingDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.memory.MappedRegion;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A client with one CPU that comes online, for one round of a stress test. */
final class OneCpu {
    /** The mask bit was seen, but no ring, or an uninitialised one. */
    static final int NO_RING = -1;
    /** The mask bit was not seen. */
    static final int OFFLINE = 0;
    /** A ring was found, and used. */
    static final int RING = 1;

    private static final RingGeometry RING_SIZES =
            new RingGeometry(RingGeometry.MIN_SUBBUF_SIZE, RingGeometry.MIN_SUBBUF_COUNT);
    private static final Geometry SIZES = new Geometry(BufferMode.OVERWRITE, 1, RING_SIZES, 1, 1, 1);
    private static final MappedRegion SHARED_REGION = direct(RING_SIZES.regionLength());

    private final MappedRegion region;
    private final MappedRegion metadata = direct(SIZES.threadSlotsOffset());
    private final RingTable rings = new RingTable(1);
    private final Attachment attachment = new Attachment(
            metadata,
            SIZES,
            rings,
            new ThreadSlots(metadata, SIZES, true, () -> {}, (slot, tid, id, name) -> {}),
            0,
            cpu -> {});

    /** Creates a CPU whose ring's content does not matter. */
    OneCpu() {
        this(SHARED_REGION);
    }

    private OneCpu(MappedRegion region) {
        this.region = region;
    }

    /** Creates a CPU with its own region, mapped before it is initialised. */
    static OneCpu mappedAhead() {
        OneCpu cpu = new OneCpu(direct(RING_SIZES.regionLength()));
        cpu.storeRing();
        return cpu;
    }

    private static MappedRegion direct(long length) {
        int bytes = Math.toIntExact(length);
        return new MappedRegion(ByteBuffer.allocateDirect(bytes + Long.BYTES).alignedSlice(Long.BYTES));
    }

    /** Stores what the client's conductor stores when it maps a prepared CPU. */
    void storeRing() {
        rings.put(0, new WriterRing(0, region, RING_SIZES, BufferMode.OVERWRITE));
    }

    /** Stores what the daemon stores when it prepares a CPU; zero means uninitialised. */
    void initialiseRegion() {
        region.putLong(RingDescriptor.RESERVE_OFFSET, 1);
    }

    /** Stores what the daemon stores when it publishes. */
    void setMaskBit() {
        metadata.putLongRelease(HeaderDescriptor.onlineWordOffset(0), HeaderDescriptor.maskBit(0));
    }

    /** The writers' read site, as used by an event on this CPU. */
    int look() {
        WriterRing ring = attachment.ringFor(0);
        if (metadata.getLong(SIZES.clientOffset(0) + ClientDescriptor.NO_RING_OFFSET) != 0) {
            return NO_RING;
        }
        return ring == null ? OFFLINE : used(ring);
    }

    /** The read site, followed by a load from the region as weak as a writer's weakest. */
    int lookIntoRegion() {
        if (attachment.ringFor(0) == null) {
            return OFFLINE;
        }
        return region.getLongOpaque(RingDescriptor.RESERVE_OFFSET) != 0 ? RING : NO_RING;
    }

    /** A read site with acquire loads, as in a process that registers for no barrier. */
    int lookWithAcquire() {
        if ((metadata.getLongAcquire(HeaderDescriptor.onlineWordOffset(0)) & HeaderDescriptor.maskBit(0)) == 0) {
            return OFFLINE;
        }
        @Nullable WriterRing ring = rings.get(0);
        return ring == null ? NO_RING : used(ring);
    }

    private static int used(WriterRing ring) {
        ring.count(RingDescriptor.MALFORMED_OFFSET);
        return ring.cpu() == 0 ? RING : NO_RING;
    }
}
