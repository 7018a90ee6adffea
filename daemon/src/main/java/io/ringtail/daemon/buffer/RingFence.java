package io.ringtail.daemon.buffer;

import io.ringtail.proto.layout.RingDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import java.util.function.LongSupplier;

/**
 * A ring's fence: a claim of time and of no units, after which no event can be reserved with an earlier time, however long
 * ago its writer has read the clock. Any thread may raise it.
 *
 * <p>A writer reads {@code reserve}, then the clock, then claims both in one CAS. A writer that is stopped before its CAS
 * holds a time that is old by the time it goes on. Where nobody else writes, its CAS would succeed; the fence's CAS makes it
 * fail, so that the writer reads the clock again.
 */
final class RingFence {
    /** No time: the ring is not where it was expected. */
    static final long NONE = Long.MIN_VALUE;

    private static final int UNDECIDED = 0;
    private static final int DECIDED = 1;

    private final Ring ring;
    private final RingGeometry geometry;
    /** The word and the time of the newest fence; guarded by this object's monitor. */
    private long word;

    private long timeNs = NONE;

    RingFence(Ring ring) {
        this.ring = ring;
        this.geometry = ring.geometry();
    }

    /**
     * Raises the fence to a time, or finds it there, where nothing is reserved behind a place.
     *
     * @param subbuf the place's sub-buffer
     * @param offset its units in it
     * @param atLeastNs the time that is asked for; a newer one may be given
     * @param clock the clock of the writers
     * @return no event that is reserved from now on has an earlier time, ns; {@link #NONE} where there is
     *     something, or {@code reserve} is where no writer leaves it
     */
    long raise(long subbuf, int offset, long atLeastNs, LongSupplier clock) {
        long before = clock.getAsLong();
        long reserve = ring.reserveAcquire();
        long position = RingGeometry.position(reserve);
        boolean ended =
                geometry.distance(geometry.subbuf(position), subbuf) == 0 && geometry.offset(position) <= offset;
        return ended ? raise(reserve, before, atLeastNs, clock) : NONE;
    }

    /** The same where {@code reserve} is still as expected; {@code beforeNs} was read before it. */
    private synchronized long raise(long expected, long beforeNs, long atLeastNs, LongSupplier clock) {
        long position = RingGeometry.position(expected);
        int offset = geometry.offset(position);
        if (offset == UNDECIDED) {
            // Before an event there comes the word that decides, and after reading that its writer reads the clock.
            return beforeNs;
        }
        if (expected == word && timeNs >= atLeastNs) {
            return timeNs;
        }
        if (offset != DECIDED && offset < RingGeometry.HEADER_UNITS) {
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
        // The ring is not past this position, so no fence behind it can be forgotten by this.
        ring.region().putLongRelease(RingDescriptor.FENCED_OFFSET, position);
        if (!ring.region().compareAndSetLong(RingDescriptor.RESERVE_OFFSET, expected, next)) {
            return NONE;
        }
        word = next;
        timeNs = now;
        return now;
    }
}
