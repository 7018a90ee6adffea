package io.ringtail.client.ring;

import io.ringtail.proto.layout.RingDescriptor;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Writers for threads without a slot of their own: each event borrows a slot, and the writer that goes with it. */
final class SharedWriters {
    private final ThreadSlots slots;
    private final IntFunction<RingWriter> factory;
    /** Each used only by whoever has borrowed its slot, whose CAS orders it behind the one before. */
    private final @Nullable RingWriter[] writers = new RingWriter[ThreadSlots.SHARED];

    SharedWriters(ThreadSlots slots, IntFunction<RingWriter> factory) {
        this.slots = slots;
        this.factory = factory;
    }

    /** Writes an event; false, and counted, where no slot or no sub-buffer was free. */
    boolean write(Ring ring, byte[] payload, int length) {
        int slot = slots.borrow(ring.cpu());
        if (slot == ThreadSlots.NONE) {
            ring.count(RingDescriptor.NO_SLOT_OFFSET);
            return false;
        }
        boolean ended = false;
        try {
            boolean written = writer(slot).write(ring, payload, length);
            ended = true;
            return written;
        } finally {
            if (ended) {
                slots.giveBack(slot);
            } else {
                slots.giveUp(slot);
            }
        }
    }

    private RingWriter writer(int slot) {
        int index = slots.sharedIndex(slot);
        RingWriter writer = writers[index];
        if (writer == null) {
            writer = factory.apply(slot);
            writers[index] = writer;
        }
        return writer;
    }
}
