package io.ringtail.client.ring;

import io.ringtail.proto.layout.ThreadSlotDescriptor;
import io.ringtail.proto.memory.MappedRegion;

/**
 * A thread's record of what it is about to take from a ring, stored in its slot beforehand, so that another process can
 * complete what a dead thread began.
 */
final class Intent {
    private final MappedRegion slot;

    /** Creates the intent in the slot at an offset of the metadata region. */
    Intent(MappedRegion metadata, int slotOffset) {
        this.slot = metadata.slice(slotOffset, ThreadSlotDescriptor.LENGTH);
    }

    /**
     * Invalidates the previous intent, stores the fields, then the kind with release; each pair of ints is one store.
     */
    void set(int kind, WriterRing ring, Reservation wanted) {
        slot.putIntOpaque(ThreadSlotDescriptor.KIND_OFFSET, ThreadSlotDescriptor.EMPTY);
        slot.putLong(ThreadSlotDescriptor.OLD_WORD_OFFSET, wanted.word);
        slot.putLong(ThreadSlotDescriptor.NEW_WORD_OFFSET, wanted.next);
        slot.putLong(ThreadSlotDescriptor.SUBBUF_OFFSET, wanted.wideSubbuf);
        slot.putLong(ThreadSlotDescriptor.TIMESTAMP_OFFSET, wanted.timestamp);
        if (kind == ThreadSlotDescriptor.OPEN) {
            slot.putLong(ThreadSlotDescriptor.BASE_OFFSET, wanted.base);
        }
        slot.putLong(ThreadSlotDescriptor.UNITS_OFFSET, pair(wanted.units, wanted.absolute ? 1 : 0));
        slot.putLongRelease(ThreadSlotDescriptor.KIND_OFFSET, pair(kind, ring.word));
    }

    /**
     * Stores the intent of an EVENT without an absolute timestamp, from values that were never on the heap. The intent
     * must be clear: a writer clears it after each event, and after each attempt that reserved nothing.
     */
    void setEvent(int ring, long word, long next, long subbuf, long timestamp, int units) {
        slot.putLong(ThreadSlotDescriptor.OLD_WORD_OFFSET, word);
        slot.putLong(ThreadSlotDescriptor.NEW_WORD_OFFSET, next);
        slot.putLong(ThreadSlotDescriptor.SUBBUF_OFFSET, subbuf);
        slot.putLong(ThreadSlotDescriptor.TIMESTAMP_OFFSET, timestamp);
        slot.putLong(ThreadSlotDescriptor.UNITS_OFFSET, units);
        slot.putLongRelease(ThreadSlotDescriptor.KIND_OFFSET, (long) ring << Integer.SIZE | ThreadSlotDescriptor.EVENT);
    }

    /** Returns two ints in the layout of the little-endian region, {@code first} at the lower address. */
    private static long pair(int first, int second) {
        return Integer.toUnsignedLong(first) | (long) second << Integer.SIZE;
    }

    /**
     * Abandons an intent that its writer will not complete; only valid if no thread writes to the slot any more.
     *
     * @param nothing whether the writer is known to have taken nothing: the intent is cleared, unless it was abandoned
     *     before, and so is the daemon's
     * @return true if nothing is owed: the slot can be used again. Otherwise call again, until the daemon has settled
     *     it
     */
    boolean settle(boolean nothing) {
        int kind = slot.getIntAcquire(ThreadSlotDescriptor.KIND_OFFSET);
        if (nothing && (kind & ThreadSlotDescriptor.ABANDONED) == 0) {
            clear();
            return true;
        }
        if (kind > ThreadSlotDescriptor.EMPTY) {
            slot.putIntRelease(ThreadSlotDescriptor.KIND_OFFSET, kind | ThreadSlotDescriptor.ABANDONED);
        }
        return kind == ThreadSlotDescriptor.EMPTY;
    }

    /** Clears the intent: nothing is owed any more, or nothing was taken. */
    void clear() {
        slot.putIntRelease(ThreadSlotDescriptor.KIND_OFFSET, ThreadSlotDescriptor.EMPTY);
    }
}
