package io.ringtail.proto.page;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A flyweight that walks the data events of one page, Ringtail's or the kernel's.
 *
 * <p>The bytes are not trusted: an event that would leave the data ends the walk, and {@link #damaged()} says so. Time
 * is counted as libtraceevent does. Not for use by several threads; the page must not change meanwhile.
 */
public final class PageIterator {
    private static final int TIME_WORD_LENGTH = 2 * Integer.BYTES;

    private ByteBuffer page = ByteBuffer.allocate(0);
    private int start;
    private int next;
    private int end;
    private long base;
    private long timestamp;
    private long lost;
    private int payloadOffset;
    private int payloadLength;
    private boolean damaged;

    /**
     * Begins at a page's first event.
     *
     * @param buffer holds the page at absolute {@code offset}; it is read as little endian
     * @param offset of the page's header
     * @param length bytes that belong to the page
     */
    public PageIterator wrap(ByteBuffer buffer, int offset, int length) {
        page = buffer.order() == ByteOrder.LITTLE_ENDIAN
                ? buffer
                : buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        start = offset;
        next = offset + PageHeader.LENGTH;
        payloadOffset = next;
        payloadLength = 0;
        end = next;
        lost = 0;
        damaged = length < PageHeader.LENGTH;
        if (!damaged) {
            readHeader(length);
        }
        return this;
    }

    private void readHeader(int length) {
        base = page.getLong(start + PageHeader.TIME_STAMP_OFFSET);
        timestamp = base;
        long commit = page.getLong(start + PageHeader.COMMIT_OFFSET);
        long dataLength = commit & PageHeader.LENGTH_MASK;
        damaged = dataLength > length - PageHeader.LENGTH;
        end = damaged ? next : next + (int) dataLength;
        if ((commit & PageHeader.MISSED_EVENTS) != 0) {
            boolean stored = (commit & PageHeader.MISSED_STORED) != 0 && end + Long.BYTES <= start + length;
            lost = stored && !damaged ? page.getLong(end) : -1;
        }
    }

    /** Moves to the next data event; false at the end of the data, or where it is damaged. */
    public boolean next() {
        while (next < end && !damaged) {
            if (next + EventHeader.LENGTH > end) {
                damaged = true;
                return false;
            }
            int word = page.getInt(next);
            int typeLen = EventHeader.typeLen(word);
            int delta = EventHeader.delta(word);
            if (typeLen < EventHeader.PADDING) {
                return data(typeLen, delta);
            }
            if (!skip(typeLen, delta)) {
                return false;
            }
        }
        return false;
    }

    private boolean data(int typeLen, int delta) {
        int at = next + EventHeader.LENGTH;
        long length = (long) typeLen * Integer.BYTES;
        if (typeLen == EventHeader.LARGE) {
            if (at + Integer.BYTES > end) {
                damaged = true;
                return false;
            }
            length = Integer.toUnsignedLong(page.getInt(at)) - Integer.BYTES;
            at += Integer.BYTES;
        }
        if (length < 0 || length > end - at || (length & 3) != 0) {
            damaged = true;
            return false;
        }
        timestamp += delta;
        payloadOffset = at;
        payloadLength = (int) length;
        next = at + payloadLength;
        return true;
    }

    private boolean skip(int typeLen, int delta) {
        if (typeLen == EventHeader.PADDING && delta == 0) {
            end = next;
            return false;
        }
        if (next + TIME_WORD_LENGTH > end) {
            damaged = true;
            return false;
        }
        long second = Integer.toUnsignedLong(page.getInt(next + EventHeader.LENGTH));
        long length = TIME_WORD_LENGTH;
        switch (typeLen) {
            case EventHeader.PADDING -> {
                timestamp += delta;
                length = EventHeader.LENGTH + second;
            }
            case EventHeader.TIME_EXTEND -> timestamp += (second << EventHeader.DELTA_BITS) + delta;
            default -> timestamp = absolute((second << EventHeader.DELTA_BITS) + delta);
        }
        if (length < TIME_WORD_LENGTH || length > end - next || (length & 3) != 0) {
            damaged = true;
            return false;
        }
        next += (int) length;
        return true;
    }

    private long absolute(long stamp) {
        return (base & ~EventHeader.ABSOLUTE_MASK) | (stamp & EventHeader.ABSOLUTE_MASK);
    }

    /** The time of the event that {@link #next()} moved to, ns; before it, the page's own. */
    public long timestamp() {
        return timestamp;
    }

    /** Where the event's payload begins in the buffer. */
    public int payloadOffset() {
        return payloadOffset;
    }

    /** The payload's length, a multiple of 4: what pads it is part of it. */
    public int payloadLength() {
        return payloadLength;
    }

    /** Where the walk stands in the buffer: behind the last event, or at what ended it. */
    public int position() {
        return next;
    }

    /** Events lost before this page: 0 for none, -1 for an unknown number. */
    public long lostEvents() {
        return lost;
    }

    /** Whether the walk ended at bytes that no page can have. */
    public boolean damaged() {
        return damaged;
    }
}
