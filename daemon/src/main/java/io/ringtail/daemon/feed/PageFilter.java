package io.ringtail.daemon.feed;

import io.ringtail.daemon.buffer.EventVisitor;
import io.ringtail.reader.filter.Selection;
import java.nio.ByteBuffer;

/** Decides which events of a feed's pages are sent; describes the page that it saw last. */
interface PageFilter {
    /** Returns the filter of a feed; without a selection, it does no work for events. */
    static PageFilter of(FeedSource source, Selection selection) {
        return of(source, selection, EventVisitor.NONE);
    }

    /**
     * Returns the filter of a feed.
     *
     * @param visitor is shown the events that remain of a page, if any may be left out
     */
    static PageFilter of(FeedSource source, Selection selection, EventVisitor visitor) {
        return selection.isAll() ? new EveryEvent() : new SelectedPages(source.decoder(), selection, visitor);
    }

    /**
     * Leaves events out of a page that a CPU's reader has just copied.
     *
     * @param page little endian, from index 0; changed in place
     * @param length bytes of the page
     * @return the bytes that remain; 0 if there is nothing left to be sent
     */
    int apply(CpuFeed cpuFeed, ByteBuffer page, int length);

    /** The number of events that remain. */
    int kept();

    /** The time of the last one that remains, ns; {@link Long#MIN_VALUE} if there is none. */
    long lastNs();

    /**
     * The offset in the sub-buffer's data from which the page is sent: the end of what was sent of the same sub-buffer, so
     * that a receiver can join both.
     */
    int startOffset();

    /** Whether events may be missing at a page's end, so that the page does not tell how far its CPU is complete. */
    boolean leavesOut();
}
