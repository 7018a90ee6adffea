package io.ringtail.reader.tracedat;

import io.ringtail.proto.page.EventHeader;
import io.ringtail.proto.page.PageHeader;
import io.ringtail.reader.tracedat.PageJoiner.Pages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Lays a CPU's events out in pages again, after some were left out, or others put between them. A loss begins a page, as
 * in the kernel's files; if no event follows it, it is in a page without events.
 */
final class EventPages {
    private static final int TIME_EXTEND_LENGTH = 2 * Integer.BYTES;
    private static final long MOST_DELTA = (1L << (EventHeader.DELTA_BITS + Integer.SIZE)) - 1;
    private static final long UNKNOWN = -1;

    private final ByteBuffer page;
    private final Pages pages;
    private int used;
    private long firstTime;
    private long lastTime;
    private long lostBefore;
    private long lost;

    EventPages(int pageSize, Pages pages) {
        this.page = ByteBuffer.allocate(pageSize).order(ByteOrder.LITTLE_ENDIAN);
        this.pages = pages;
    }

    /**
     * Notes a loss before the next event.
     *
     * @param count negative if unknown
     */
    void lose(long count) {
        lost = count < 0 || lost < 0 ? UNKNOWN : lost + count;
    }

    /**
     * Adds the next event.
     *
     * @param timestamp in the unit of the pages; a page of its own begins where time goes back
     * @param length bytes of payload, a multiple of 4
     */
    void add(long timestamp, ByteBuffer from, int offset, int length) throws IOException {
        int needed = EventHeader.LENGTH + length + (isLarge(length) ? Integer.BYTES : 0);
        long delta = timestamp - lastTime;
        boolean isFar = delta > EventHeader.DELTA_MASK;
        int tail = lostBefore > 0 ? Long.BYTES : 0;
        boolean fits = used + needed + (isFar ? TIME_EXTEND_LENGTH : 0) + tail <= page.capacity();
        if (used == 0 || lost != 0 || delta < 0 || delta > MOST_DELTA || !fits) {
            close();
            open(timestamp);
            delta = 0;
        } else if (isFar) {
            putWord(EventHeader.word(EventHeader.TIME_EXTEND, (int) (delta & EventHeader.DELTA_MASK)));
            putWord((int) (delta >>> EventHeader.DELTA_BITS));
            delta = 0;
        }
        lastTime = timestamp;
        put((int) delta, from, offset, length);
    }

    private static boolean isLarge(int length) {
        return length == 0 || length > EventHeader.MAX_SMALL_PAYLOAD;
    }

    private void put(int delta, ByteBuffer from, int offset, int length) {
        putWord(EventHeader.word(isLarge(length) ? EventHeader.LARGE : length / Integer.BYTES, delta));
        if (isLarge(length)) {
            putWord(length + Integer.BYTES);
        }
        page.put(used, from, offset, length);
        used += length;
    }

    private void putWord(int word) {
        page.putInt(used, word);
        used += Integer.BYTES;
    }

    private void open(long timestamp) {
        used = PageHeader.LENGTH;
        firstTime = timestamp;
        lastTime = timestamp;
        lostBefore = lost;
        lost = 0;
    }

    private void close() throws IOException {
        if (used > 0) {
            pages.onPage(WholePage.complete(page, firstTime, used, lostBefore));
            used = 0;
        }
    }

    /** Passes on what is left: the last page, and the loss after the last event. */
    void flush() throws IOException {
        close();
        if (lost != 0) {
            open(lastTime);
            close();
        }
    }
}
