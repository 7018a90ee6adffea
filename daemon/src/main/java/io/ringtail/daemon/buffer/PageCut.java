package io.ringtail.daemon.buffer;

import io.ringtail.proto.page.PageHeader;
import io.ringtail.proto.page.PageIterator;
import java.nio.ByteBuffer;

/** The events of a page up to the first one that is not taken. Not thread-safe. */
final class PageCut {
    private int events;
    private int end;
    private long last;
    private boolean stopped;

    /** Takes the events before a time. */
    void before(PageIterator page, long timeNs) {
        begin(page);
        while (!stopped && page.next()) {
            stopped = page.timestamp() >= timeNs;
            if (!stopped) {
                take(page, 1);
            }
        }
    }

    /**
     * Takes the events that fit, and shows them to a visitor.
     *
     * @param buffer holds the page
     * @param bytes the length of its events
     * @param room bytes for events
     * @param most bytes of events that are wanted: the first one is taken all the same
     */
    void fitting(PageIterator page, ByteBuffer buffer, int bytes, int room, int most, EventVisitor visitor) {
        begin(page);
        boolean all = visitor == EventVisitor.NONE && bytes <= Math.min(room, most);
        while (!stopped && page.next()) {
            int length = page.position() - PageHeader.LENGTH;
            stopped = length > room || (events > 0 && length > most);
            if (!stopped) {
                int more = all ? page.lastShort() : 0;
                take(page, 1 + more);
                visitor.onEvent(buffer, page.payloadOffset(), page.payloadLength());
            }
        }
    }

    private void begin(PageIterator page) {
        events = 0;
        end = PageHeader.LENGTH;
        last = page.timestamp();
        stopped = false;
    }

    private void take(PageIterator page, int passed) {
        events += passed;
        end = page.position();
        last = page.timestamp();
    }

    int events() {
        return events;
    }

    /** The bytes of the events taken. */
    int dataLength() {
        return end - PageHeader.LENGTH;
    }

    /** The time of the last event taken, or of the page. */
    long last() {
        return last;
    }

    /** Whether an event was not taken. */
    boolean stopped() {
        return stopped;
    }
}
