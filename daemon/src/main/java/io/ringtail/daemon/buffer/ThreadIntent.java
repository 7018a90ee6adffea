package io.ringtail.daemon.buffer;

import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.layout.ThreadSlotDescriptor;
import io.ringtail.proto.page.EventHeader;
import org.agrona.DirectBuffer;

/**
 * A copy of the intent of a dead or stopped thread: what the thread was about to take from a ring, or had taken.
 *
 * @param slot the thread slot
 * @param kind EVENT, CLOSE or OPEN of {@link ThreadSlotDescriptor}, or an invalid value
 * @param ring the ring: its CPU, and how many rings that had before
 * @param oldWord {@code reserve} as the thread had read it
 * @param newWord the thread's new value of {@code reserve}
 * @param subbuf in full 64 bits
 * @param timestamp the event's time in ns
 * @param base events of the slot before this lap (OPEN)
 * @param units the units owed
 * @param absolute whether an absolute timestamp precedes the event
 * @param tid the thread's id, 0 if it had borrowed the slot
 */
record ThreadIntent(
        int slot,
        int kind,
        int ring,
        long oldWord,
        long newWord,
        long subbuf,
        long timestamp,
        long base,
        int units,
        boolean absolute,
        int tid) {
    /** The size of an event's header and its common fields: no event is smaller. */
    static final int LEAST_EVENT_UNITS = 3;

    static final int STAMP_UNITS = 2;

    /** Copies the fields; the caller has acquired the kind. */
    static ThreadIntent read(DirectBuffer metadata, int slot, int at, int kind) {
        return new ThreadIntent(
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

    /** Returns whether a writer can have left this intent: the repair's writes then stay within its sub-buffer. */
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
                        && (absolute || delta() <= EventHeader.DELTA_MASK);
            case ThreadSlotDescriptor.CLOSE -> offset >= RingGeometry.HEADER_UNITS && units == most;
            case ThreadSlotDescriptor.OPEN ->
                offset == RingGeometry.DECIDED
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

    /** Returns the number of events: the padding of a closed sub-buffer is none. */
    int events() {
        return closes() ? 0 : 1;
    }

    /** Returns the units of the event itself, without page header and timestamp. */
    int eventUnits() {
        return units - (opens() ? RingGeometry.HEADER_UNITS : absolute ? STAMP_UNITS : 0);
    }

    /** Returns the time in ns since the previous event. */
    long delta() {
        return (timestamp - RingGeometry.stamp(oldWord)) & RingGeometry.STAMP_MASK;
    }

    /** Returns the offset of its first unit in the sub-buffer; an OPEN includes the page header. */
    int start(RingGeometry geometry) {
        return opens() ? 0 : geometry.offset(RingGeometry.position(oldWord));
    }

    /** Returns the offset after its last unit, at most U. */
    int end(RingGeometry geometry) {
        return start(geometry) + units;
    }

    /** Returns whether both intents would leave the same bytes: then it does not matter whose CAS succeeded. */
    boolean leavesTheSameAs(ThreadIntent other) {
        boolean sameUnits = kind == other.kind && oldWord == other.oldWord && units == other.units;
        return sameUnits
                && (closes()
                        || (newWord == other.newWord
                                && timestamp == other.timestamp
                                && absolute == other.absolute
                                && (!opens() || base == other.base)));
    }
}
