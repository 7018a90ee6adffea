package io.ringtail.proto.page;

import java.nio.ByteBuffer;

/**
 * Writes events of other pages into a page, one after the other, with their own times: a part of a page's events, or
 * those of several pages. Not thread-safe.
 *
 * <p>A time that is more than a delta after the one before it is preceded by a TIME_EXTEND; one that is before it, or
 * out of a TIME_EXTEND's reach, by a TIME_STAMP.
 */
public final class PageWriter {
    private static final int TIME_WORDS = 2 * Integer.BYTES;
    private static final long MOST_EXTENDED = (1L << (EventHeader.DELTA_BITS + Integer.SIZE)) - 1;

    private ByteBuffer page = ByteBuffer.allocate(0);
    private int length;
    private long base;
    private long last;
    private boolean stampNext;

    /** Creates a writer; {@link #begin} gives it a page. */
    public PageWriter() {}

    /**
     * Begins a page without events.
     *
     * @param buffer little endian; the page is written from index 0
     * @param timestamp the page's base time in ns
     */
    public void begin(ByteBuffer buffer, long timestamp) {
        page = buffer;
        length = PageHeader.LENGTH;
        base = timestamp;
        last = timestamp;
        stampNext = false;
    }

    /**
     * Precedes the next event by a TIME_STAMP: its time is then known wherever the page's events are appended to
     * others.
     */
    public void stampNext() {
        stampNext = true;
    }

    /** Returns the length in bytes that the page will have with one more event. */
    public int lengthWith(long timestamp, int payloadLength) {
        long delta = timestamp - last;
        return length
                + EventHeader.LENGTH
                + (isLarge(payloadLength) ? Integer.BYTES : 0)
                + payloadLength
                + (!stampNext && fitsHeader(delta) ? 0 : TIME_WORDS);
    }

    /**
     * Adds an event, for which there is room.
     *
     * @param timestamp in ns
     * @param from holds the payload at absolute {@code offset}
     * @param payloadLength a multiple of 4
     */
    public void add(long timestamp, ByteBuffer from, int offset, int payloadLength) {
        long delta = timestamp - last;
        if (stampNext || !fitsHeader(delta)) {
            boolean isExtended = !stampNext && delta >= 0 && delta <= MOST_EXTENDED;
            long time = isExtended ? delta : timestamp & EventHeader.ABSOLUTE_MASK;
            int type = isExtended ? EventHeader.TIME_EXTEND : EventHeader.TIME_STAMP;
            put(EventHeader.word(type, (int) (time & EventHeader.DELTA_MASK)));
            put((int) (time >>> EventHeader.DELTA_BITS));
            delta = 0;
            stampNext = false;
        }
        last = timestamp;
        put(EventHeader.word(isLarge(payloadLength) ? EventHeader.LARGE : payloadLength / Integer.BYTES, (int) delta));
        if (isLarge(payloadLength)) {
            put(payloadLength + Integer.BYTES);
        }
        page.put(length, from, offset, payloadLength);
        length += payloadLength;
    }

    private static boolean fitsHeader(long delta) {
        return delta >= 0 && delta <= EventHeader.DELTA_MASK;
    }

    private static boolean isLarge(int payloadLength) {
        return payloadLength == 0 || payloadLength > EventHeader.MAX_SMALL_PAYLOAD;
    }

    private void put(int word) {
        page.putInt(length, word);
        length += Integer.BYTES;
    }

    /** Returns the page's base time in ns. */
    public long base() {
        return base;
    }

    /** Returns the time of the last event in ns, or the page's own if it has none. */
    public long lastTime() {
        return last;
    }

    /** Returns the length of header and events in bytes. */
    public int length() {
        return length;
    }
}
