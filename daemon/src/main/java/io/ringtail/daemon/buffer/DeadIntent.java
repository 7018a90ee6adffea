package io.ringtail.daemon.buffer;

import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.layout.ThreadSlotDescriptor;
import org.agrona.DirectBuffer;

/**
 * The intent of a thread that is dead, or stopped, copied out of its slot: what the thread was about to take from a ring,
 * or had taken.
 *
 * @param slot the thread slot
 * @param kind EVENT, CLOSE or OPEN of {@link ThreadSlotDescriptor}, or anything
 * @param cpu whose ring
 * @param oldWord {@code reserve} as the thread had read it
 * @param newWord {@code reserve} as the thread wanted it
 * @param subbuf in full 64 bits
 * @param timestamp the event's time, ns
 * @param base events of the slot before this lap (OPEN)
 * @param units owed
 * @param absolute whether an absolute time stamp goes before the event
 * @param tid the thread, 0 where it had borrowed the slot
 */
record DeadIntent(
        int slot,
        int kind,
        int cpu,
        long oldWord,
        long newWord,
        long subbuf,
        long timestamp,
        long base,
        int units,
        boolean absolute,
        int tid) {
    /** An event's header and its common fields: no event is smaller. */
    static final int LEAST_EVENT_UNITS = 3;

    static final int STAMP_UNITS = 2;
    private static final int DECIDED = 1;
    private static final long DELTA_LIMIT = 1L << 27;

    /** Copies the fields; the kind has been acquired. */
    static DeadIntent read(DirectBuffer metadata, int slot, int at, int kind) {
        return new DeadIntent(
                slot,
                kind & ~ThreadSlotDescriptor.ABANDONED,
                metadata.getInt(at + ThreadSlotDescriptor.RING_OFFSET),
                metadata.getLong(at + ThreadSlotDescriptor.OLD_WORD_OFFSET),
                metadata.getLong(at + ThreadSlotDescriptor.NEW_WORD_OFFSET),
                metadata.getLong(at + ThreadSlotDescriptor.SUBBUF_OFFSET),
                metadata.getLong(at + ThreadSlotDescriptor.TIMESTAMP_OFFSET),
                metadata.getLong(at + ThreadSlotDescriptor.BASE_OFFSET),
                metadata.getInt(at + ThreadSlotDescriptor.UNITS_OFFSET),
                metadata.getInt(at + ThreadSlotDescriptor.FORM_OFFSET) != 0,
                metadata.getInt(at + ThreadSlotDescriptor.TID_OFFSET));
    }

    /** Whether a writer can have left it: what is written for it then stays within its sub-buffer. */
    boolean isPlausible(RingGeometry geometry) {
        long position = RingGeometry.position(oldWord);
        if (geometry.distance(geometry.subbuf(position), subbuf) != 0) {
            return false;
        }
        int offset = geometry.offset(position);
        int most = geometry.units() - offset;
        return switch (kind) {
            case ThreadSlotDescriptor.EVENT ->
                offset >= RingGeometry.HEADER_UNITS
                        && eventUnits() >= LEAST_EVENT_UNITS
                        && units <= most
                        && newWord == RingGeometry.reserveWord(position + units, timestamp)
                        && (absolute || delta() < DELTA_LIMIT);
            case ThreadSlotDescriptor.CLOSE -> offset >= RingGeometry.HEADER_UNITS && units == most;
            case ThreadSlotDescriptor.OPEN ->
                offset == DECIDED
                        && eventUnits() >= LEAST_EVENT_UNITS
                        && units <= geometry.units()
                        && newWord == RingGeometry.reserveWord(geometry.position(subbuf, units), timestamp);
            default -> false;
        };
    }

    boolean opens() {
        return kind == ThreadSlotDescriptor.OPEN;
    }

    boolean closes() {
        return kind == ThreadSlotDescriptor.CLOSE;
    }

    /** Events in it: a closed sub-buffer's padding is none. */
    int events() {
        return closes() ? 0 : 1;
    }

    /** Units of the event itself, without page header and time stamp. */
    int eventUnits() {
        return units - (opens() ? RingGeometry.HEADER_UNITS : absolute ? STAMP_UNITS : 0);
    }

    /** ns since the event before it. */
    long delta() {
        return (timestamp - RingGeometry.stamp(oldWord)) & RingGeometry.STAMP_MASK;
    }

    /** Where its units begin in the sub-buffer; an opening takes the header, too. */
    int start(RingGeometry geometry) {
        return opens() ? 0 : geometry.offset(RingGeometry.position(oldWord));
    }

    /** Where its units end: at most U. */
    int end(RingGeometry geometry) {
        return start(geometry) + units;
    }

    /** Whether both would leave the same bytes: then it does not matter whose CAS it was. */
    boolean leavesTheSameAs(DeadIntent other) {
        boolean sameUnits = kind == other.kind && oldWord == other.oldWord && units == other.units;
        return sameUnits
                && (closes()
                        || (newWord == other.newWord
                                && timestamp == other.timestamp
                                && absolute == other.absolute
                                && (!opens() || base == other.base)));
    }
}
