package io.ringtail.client.ring;

import io.ringtail.client.barrier.ProcessBarrier;
import io.ringtail.client.libc.LibC;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.RingDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.layout.ThreadSlotDescriptor;
import io.ringtail.proto.memory.MappedRegion;
import java.nio.ByteBuffer;
import java.util.Objects;

/** A client that releases its slots while a thread writes, for one round of a stress test. */
final class LeavingClient {
    private static final ProcessBarrier BARRIER = ProcessBarrier.using(LibC.find());

    private static final RingGeometry RING_SIZES =
            new RingGeometry(RingGeometry.MIN_SUBBUF_SIZE, RingGeometry.MIN_SUBBUF_COUNT);
    private static final Geometry SIZES =
            new Geometry(BufferMode.OVERWRITE, 1, RING_SIZES, 1, ThreadSlots.LEAST_SHARED + 1, 1);
    private static final byte[] PAYLOAD = new byte[64];
    /** The value that the next holder of the slots stores in place of an intent. */
    private static final int NEXT_HOLDER = 0x77;

    private final MappedRegion metadata = direct(SIZES.enableTableOffset());
    private final MappedRegion region = direct(RING_SIZES.regionLength());
    private final WriterRing ring = new WriterRing(0, region, RING_SIZES, BufferMode.OVERWRITE);
    private final ThreadSlots slots = new ThreadSlots(metadata, SIZES, true, () -> {}, (slot, tid, id, name) -> {});
    private final SharedWriters borrowers = new SharedWriters(slots, () -> {});
    private final OwnSlot own;

    LeavingClient() {
        for (int subbuf = 0; subbuf < RING_SIZES.subbufCount(); subbuf++) {
            region.putLong(RING_SIZES.slotOffset(subbuf) + RingDescriptor.COMMIT_OFFSET, RING_SIZES.units());
        }
        slots.grant(0, ThreadSlots.LEAST_SHARED + 1);
        own = Objects.requireNonNull(slots.takeOwn(Thread.currentThread(), 1));
    }

    private static MappedRegion direct(int length) {
        return new MappedRegion(ByteBuffer.allocateDirect(length + Long.BYTES).alignedSlice(Long.BYTES));
    }

    /** Lets the thread's own slot begin as after an event whose stack ended before it claimed a place. */
    void fail() {
        own.step = RingWriter.BEGUN;
        own.fail(new StackOverflowError("for a test"));
    }

    /** Writes with the thread's own slot; returns whether anything was written. */
    boolean writeOwn() {
        return own.writeOwn(ring, PAYLOAD, PAYLOAD.length) == OwnSlot.Result.WRITTEN;
    }

    /** Writes with a slot that threads borrow; returns whether anything was written. */
    boolean writeBorrowed() {
        return borrowers.write(ring, PAYLOAD, PAYLOAD.length);
    }

    /** Releases all slots, as at the end of a tracer, and uses them as their next holder. */
    void leave() {
        slots.revoke();
        BARRIER.acrossThisProcess();
        while (!slots.areLeft()) {
            Thread.onSpinWait();
        }
        for (int slot = 0; slot <= ThreadSlots.LEAST_SHARED; slot++) {
            metadata.putInt(kindOffset(slot), NEXT_HOLDER);
        }
    }

    /** The number of slots that have been overwritten since. */
    int spoiled() {
        int spoiled = 0;
        for (int slot = 0; slot <= ThreadSlots.LEAST_SHARED; slot++) {
            spoiled += metadata.getInt(kindOffset(slot)) == NEXT_HOLDER ? 0 : 1;
        }
        return spoiled;
    }

    private static int kindOffset(int slot) {
        return SIZES.threadSlotOffset(slot) + ThreadSlotDescriptor.KIND_OFFSET;
    }
}
