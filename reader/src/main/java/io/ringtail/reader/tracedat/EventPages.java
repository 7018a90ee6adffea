package io.ringtail.reader.tracedat;

import io.ringtail.proto.page.EventHeader;
import io.ringtail.proto.page.PageWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Lays a CPU's events out in pages again, after some were left out, or others put between them. A loss begins a page, as
 * in the kernel's files; if no event follows it, it is in a page without events.
 */
public final class EventPages {
    private static final long MOST_DELTA = (1L << (EventHeader.DELTA_BITS + Integer.SIZE)) - 1;
    private static final long UNKNOWN = -1;

    private final ByteBuffer page;
    private final Pages pages;
    private final PageWriter writer = new PageWriter();
    private boolean open;
    private long lostBefore;
    private long lost;

    /**
     * Lays events out in pages.
     *
     * @param pageSize bytes of a page
     * @param pages receives each page once it is complete
     */
    public EventPages(int pageSize, Pages pages) {
        this.page = ByteBuffer.allocate(pageSize).order(ByteOrder.LITTLE_ENDIAN);
        this.pages = pages;
    }

    /**
     * Notes a loss before the next event.
     *
     * @param count negative if unknown
     */
    public void lose(long count) {
        lost = count < 0 || lost < 0 ? UNKNOWN : lost + count;
    }

    /**
     * Adds the next event.
     *
     * @param timestamp in the unit of the pages; a page of its own begins where time goes back
     * @param length bytes of payload, a multiple of 4
     */
    public void add(long timestamp, ByteBuffer from, int offset, int length) throws IOException {
        long delta = timestamp - writer.lastTime();
        int tail = lostBefore > 0 ? Long.BYTES : 0;
        if (!open
                || lost != 0
                || delta < 0
                || delta > MOST_DELTA
                || writer.lengthWith(timestamp, length) + tail > page.capacity()) {
            close();
            open(timestamp);
        }
        writer.add(timestamp, from, offset, length);
    }

    private void open(long timestamp) {
        writer.begin(page, timestamp);
        open = true;
        lostBefore = lost;
        lost = 0;
    }

    private void close() throws IOException {
        if (open) {
            pages.onPage(WholePage.complete(page, writer.base(), writer.length(), lostBefore));
            open = false;
        }
    }

    /** Passes on what is left: the last page, and the loss after the last event. */
    public void flush() throws IOException {
        flush(writer.lastTime());
    }

    /**
     * Passes on what is left.
     *
     * @param least the time of the loss after the last event, unless that event is later or there was none
     */
    public void flush(long least) throws IOException {
        close();
        if (lost != 0) {
            open(Math.max(writer.lastTime(), least));
            close();
        }
    }
}
