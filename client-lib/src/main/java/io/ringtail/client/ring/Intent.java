package io.ringtail.client.ring;

import io.ringtail.proto.layout.ThreadSlotDescriptor;
import io.ringtail.proto.memory.MappedRegion;

/**
 * What a thread is about to take from a ring, told in its slot before it takes it, so that another process can finish
 * what a dead one began.
 */
final class Intent {
    private final MappedRegion slot;

    /** The intent in the slot that begins at an offset of the metadata region. */
    Intent(MappedRegion metadata, int slotOffset) {
        this.slot = metadata.slice(slotOffset, ThreadSlotDescriptor.LENGTH);
    }

    /** Invalidates what stood there, stores the fields, then the kind with release: each pair of ints in one store. */
    void set(int kind, Ring ring, Reservation wanted) {
        slot.putIntOpaque(ThreadSlotDescriptor.KIND_OFFSET, ThreadSlotDescriptor.EMPTY);
        slot.putLong(ThreadSlotDescriptor.OLD_WORD_OFFSET, wanted.word);
        slot.putLong(ThreadSlotDescriptor.NEW_WORD_OFFSET, wanted.next);
        slot.putLong(ThreadSlotDescriptor.SUBBUF_OFFSET, wanted.wideSubbuf);
        slot.putLong(ThreadSlotDescriptor.TIMESTAMP_OFFSET, wanted.timestamp);
        if (kind == ThreadSlotDescriptor.OPEN) {
            slot.putLong(ThreadSlotDescriptor.BASE_OFFSET, wanted.base);
        }
        slot.putLong(ThreadSlotDescriptor.UNITS_OFFSET, pair(wanted.units, wanted.absolute ? 1 : 0));
        slot.putLongRelease(ThreadSlotDescriptor.KIND_OFFSET, pair(kind, ring.cpu()));
    }

    /** The same for an EVENT without a time stamp of its own, from values that never were on the heap. */
    void setEvent(int cpu, long word, long next, long subbuf, long timestamp, int units) {
        slot.putIntOpaque(ThreadSlotDescriptor.KIND_OFFSET, ThreadSlotDescriptor.EMPTY);
        slot.putLong(ThreadSlotDescriptor.OLD_WORD_OFFSET, word);
        slot.putLong(ThreadSlotDescriptor.NEW_WORD_OFFSET, next);
        slot.putLong(ThreadSlotDescriptor.SUBBUF_OFFSET, subbuf);
        slot.putLong(ThreadSlotDescriptor.TIMESTAMP_OFFSET, timestamp);
        slot.putLong(ThreadSlotDescriptor.UNITS_OFFSET, units);
        slot.putLongRelease(ThreadSlotDescriptor.KIND_OFFSET, pair(ThreadSlotDescriptor.EVENT, cpu));
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
        int kind = slot.getIntAcquire(ThreadSlotDescriptor.KIND_OFFSET);
        if (kind > ThreadSlotDescriptor.EMPTY) {
            slot.putIntRelease(ThreadSlotDescriptor.KIND_OFFSET, kind | ThreadSlotDescriptor.ABANDONED);
        }
        return kind == ThreadSlotDescriptor.EMPTY;
    }

    /** Nothing is owed any more, or nothing was taken. */
    void clear() {
        slot.putIntRelease(ThreadSlotDescriptor.KIND_OFFSET, ThreadSlotDescriptor.EMPTY);
    }
}
