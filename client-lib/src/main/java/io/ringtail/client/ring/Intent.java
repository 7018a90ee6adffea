package io.ringtail.client.ring;

import io.ringtail.proto.layout.ThreadSlotDescriptor;
import io.ringtail.proto.memory.MappedRegion;

/**
 * What a thread is about to take from a ring, told in its slot before it takes it, so that another process can finish
 * what a dead one began.
 */
final class Intent {
    private final MappedRegion slots;
    private final int slot;

    /** The intent in the slot that begins at an offset of the metadata region. */
    Intent(MappedRegion metadata, int slotOffset) {
        this.slots = metadata;
        this.slot = slotOffset;
    }

    /** Invalidates what stood there, stores the fields, then the kind with release: each pair of ints in one store. */
    void set(int kind, Ring ring, Reservation wanted) {
        slots.putIntOpaque(slot + ThreadSlotDescriptor.KIND_OFFSET, ThreadSlotDescriptor.EMPTY);
        slots.putLong(slot + ThreadSlotDescriptor.OLD_WORD_OFFSET, wanted.word);
        slots.putLong(slot + ThreadSlotDescriptor.NEW_WORD_OFFSET, wanted.next);
        slots.putLong(slot + ThreadSlotDescriptor.SUBBUF_OFFSET, wanted.wideSubbuf);
        slots.putLong(slot + ThreadSlotDescriptor.TIMESTAMP_OFFSET, wanted.timestamp);
        if (kind == ThreadSlotDescriptor.OPEN) {
            slots.putLong(slot + ThreadSlotDescriptor.BASE_OFFSET, wanted.base);
        }
        slots.putLong(slot + ThreadSlotDescriptor.UNITS_OFFSET, pair(wanted.units, wanted.absolute ? 1 : 0));
        slots.putLongRelease(slot + ThreadSlotDescriptor.KIND_OFFSET, pair(kind, ring.cpu()));
    }

    /** Two ints as the little-endian region has them, {@code first} at the lower address. */
    private static long pair(int first, int second) {
        return Integer.toUnsignedLong(first) | (long) second << Integer.SIZE;
    }

    /**
     * Gives up an intent whose writer will not go on with it; only where nobody writes to the slot any more.
     *
     * @return true if nothing is owed: the slot can be used again. Otherwise to be asked again, until the daemon has
     *     settled it
     */
    boolean settle() {
        int kind = slots.getIntAcquire(slot + ThreadSlotDescriptor.KIND_OFFSET);
        if (kind > ThreadSlotDescriptor.EMPTY) {
            slots.putIntRelease(slot + ThreadSlotDescriptor.KIND_OFFSET, kind | ThreadSlotDescriptor.ABANDONED);
        }
        return kind == ThreadSlotDescriptor.EMPTY;
    }

    /** Nothing is owed any more, or nothing was taken. */
    void clear() {
        slots.putIntRelease(slot + ThreadSlotDescriptor.KIND_OFFSET, ThreadSlotDescriptor.EMPTY);
    }
}
