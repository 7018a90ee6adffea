package io.ringtail.daemon.buffer;

import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.ThreadSlotDescriptor;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.agrona.concurrent.AtomicBuffer;
import org.jspecify.annotations.Nullable;

/** The intents in a file's thread slots whose storage is allocated: reading others would consume memory. */
final class SlotIntents implements Intents {
    private static final int BLOCK = ThreadSlotDescriptor.BLOCK;

    private final AtomicBuffer metadata;
    private final Geometry geometry;
    private final AtomicIntegerArray allocated;

    SlotIntents(AtomicBuffer metadata, Geometry geometry) {
        this.metadata = metadata;
        this.geometry = geometry;
        this.allocated = new AtomicIntegerArray(geometry.threadSlots() / BLOCK);
    }

    /** Records that a part of the metadata has its storage. */
    void onAllocated(int offset, int length) {
        for (int block = 0; block < allocated.length(); block++) {
            int from = geometry.threadSlotOffset(block * BLOCK);
            if (from >= offset && from + BLOCK * ThreadSlotDescriptor.LENGTH <= offset + length) {
                allocated.set(block, 1);
            }
        }
    }

    @Override
    public void each(int ring, LongPredicate wanted, Consumer<ThreadIntent> action) {
        for (int block = 0; block < allocated.length(); block++) {
            for (int i = 0; i < BLOCK && allocated.get(block) != 0; i++) {
                ThreadIntent intent = read(block * BLOCK + i, ring, wanted);
                if (intent != null) {
                    action.accept(intent);
                }
            }
        }
    }

    private @Nullable ThreadIntent read(int slot, int ring, LongPredicate wanted) {
        int at = geometry.threadSlotOffset(slot);
        int kind = metadata.getIntAcquire(at + ThreadSlotDescriptor.KIND_OFFSET);
        if (kind == ThreadSlotDescriptor.EMPTY
                || metadata.getInt(at + ThreadSlotDescriptor.RING_OFFSET) != ring
                || !wanted.test(metadata.getLong(at + ThreadSlotDescriptor.SUBBUF_OFFSET))) {
            return null;
        }
        ThreadIntent intent = ThreadIntent.read(metadata, slot, at, kind);
        VarHandle.acquireFence();
        boolean changed = metadata.getIntOpaque(at + ThreadSlotDescriptor.KIND_OFFSET) != kind
                || !ThreadIntent.read(metadata, slot, at, kind).equals(intent);
        boolean meant = intent.ring() == ring && wanted.test(intent.subbuf()) && intent.isPlausible(geometry.ring());
        return changed || !meant ? null : intent;
    }
}
