package io.ringtail.daemon.buffer;

import io.ringtail.proto.layout.RingDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import java.util.function.LongSupplier;

/**
 * A ring's fence: claims a time but no units, after which no event can be reserved with an earlier time, however long
 * ago its writer read the clock. Any thread may raise it.
 *
 * <p>A writer reads {@code reserve}, then the clock, then claims both in one CAS. A writer that is stopped before its
 * CAS holds a time that is old when it resumes. If no other thread writes, its CAS would succeed; the fence's CAS makes
 * it fail, so that the writer reads the clock again.
 */
final class RingFence {
    /** No time: the ring is not at the expected position. */
    static final long NONE = Long.MIN_VALUE;

    private final ReaderRing ring;
    private final RingGeometry geometry;
    /** The word and the time of the newest fence; guarded by this object's monitor. */
    private long word;

    private long timeNs = NONE;

    RingFence(ReaderRing ring) {
        this.ring = ring;
        this.geometry = ring.geometry();
    }

    /**
     * Raises the fence to a time, or finds it there, provided that nothing is reserved after a place.
     *
     * @param subbuf the place's sub-buffer
     * @param offset the place's offset in it, in units
     * @param atLeastNs the requested time; the result may be later
     * @param clock the clock of the writers
     * @return a time in ns before which no event can be reserved any more; {@link #NONE} if something is reserved, or
     *     {@code reserve} has a value that no writer leaves
     */
    long raise(long subbuf, int offset, long atLeastNs, LongSupplier clock) {
        long before = clock.getAsLong();
        long reserve = ring.reserveAcquire();
        long position = RingGeometry.position(reserve);
        boolean ended =
                geometry.distance(geometry.subbuf(position), subbuf) == 0 && geometry.offset(position) <= offset;
        long raised = ended ? raise(reserve, before, atLeastNs, clock) : NONE;
        // If it is not closed by now, whatever is written to the ring that follows it will be newer.
        return ring.isClosed() ? NONE : raised;
    }

    /** Raises the fence if {@code reserve} still has the expected value; {@code beforeNs} was read before it. */
    private synchronized long raise(long expected, long beforeNs, long atLeastNs, LongSupplier clock) {
        long position = RingGeometry.position(expected);
        int offset = geometry.offset(position);
        if (offset == RingGeometry.UNDECIDED) {
            // The word that decides precedes any event, and a writer reads the clock after it has read that word.
            return beforeNs;
        }
        if (expected == word && timeNs >= atLeastNs) {
            return timeNs;
        }
        if (offset != RingGeometry.DECIDED && offset < RingGeometry.HEADER_UNITS) {
            return NONE;
        }
        if (ring.reserveAcquire() != expected) {
            return NONE;
        }
        long now = clock.getAsLong();
        long next = RingGeometry.fenceWord(position, now);
        if (next == expected) {
            now--;
            next = RingGeometry.fenceWord(position, now);
        }
        // The ring is not past this position, so this cannot overwrite the position of a later fence.
        ring.region().putLongRelease(RingDescriptor.FENCED_OFFSET, position);
        if (!ring.region().compareAndSetLong(RingDescriptor.RESERVE_OFFSET, expected, next)) {
            return NONE;
        }
        word = next;
        timeNs = now;
        return now;
    }
}
