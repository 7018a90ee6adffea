package io.ringtail.daemon.feed;

/**
 * The pages and events that one receiver has received and lost.
 *
 * @param filtered events that the receiver did not want
 * @param lost events lost, for whatever cause; those that are in none of the three below were overwritten
 * @param dropped events for which no sub-buffer was free
 * @param unreadable events in damaged sub-buffers
 * @param stalled events of writers that had stopped
 */
public record ReceiverCounts(
        long pages, long events, long filtered, long bytes, long lost, long dropped, long unreadable, long stalled) {
    /** The sums of both. */
    ReceiverCounts plus(ReceiverCounts other) {
        return new ReceiverCounts(
                pages + other.pages,
                events + other.events,
                filtered + other.filtered,
                bytes + other.bytes,
                lost + other.lost,
                dropped + other.dropped,
                unreadable + other.unreadable,
                stalled + other.stalled);
    }

    /** Events that were overwritten. */
    public long overwritten() {
        return lost - dropped - unreadable - stalled;
    }
}
