package io.ringtail.proto.page;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A flyweight that iterates over the data events of one page, Ringtail's or the kernel's.
 *
 * <p>The bytes are untrusted: an event that would extend past the data ends the iteration, and {@link #damaged()}
 * reports it. Timestamps are computed as in libtraceevent. Not thread-safe; the page must not change during the
 * iteration.
 */
public final class PageIterator {
    private static final int NO_LENGTH = -1;
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

    /** Creates an iterator over no events; {@link #wrap} gives it a page. */
    public PageIterator() {}

    /**
     * Starts an iteration before a page's first event.
     *
     * @param buffer holds the page at absolute {@code offset}; it is read as little endian
     * @param offset the offset of the page's header
     * @param length the length of the page in bytes
     * @return this
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

    /** Moves to the next data event; returns false at the end of the data, or where the data is damaged. */
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

    /**
     * Moves to the last data event, or the last one before damage, as calls of {@link #next} until it returns false do,
     * but faster.
     *
     * @return the number of events passed
     */
    public int last() {
        int count = lastShort();
        while (next()) {
            count += 1 + lastShort();
        }
        return count;
    }

    /**
     * Moves to the last of the next data events whose length fits in the header, as nearly all have it.
     *
     * @return the number of events passed; 0, and nothing has moved, if the next one is another one, or there is none
     */
    public int lastShort() {
        // Most events are as long as the one before. The length is compared with it, and not used unless it is another
        // one: so the processor, which predicts that, need not wait for one event's header to find the next one.
        ByteBuffer bytes = page;
        int at = next;
        int most = (damaged ? at : end) - EventHeader.LENGTH;
        long time = timestamp;
        int units = NO_LENGTH;
        int length = 0;
        int count = 0;
        while (at <= most) {
            int word = bytes.getInt(at);
            int found = EventHeader.typeLen(word);
            if (found != units) {
                if (found == EventHeader.LARGE
                        || found > EventHeader.MAX_TYPE_LEN
                        || found * Integer.BYTES > most - at) {
                    break;
                }
                units = found;
                length = found * Integer.BYTES;
            } else if (length > most - at) {
                break;
            }
            time += EventHeader.delta(word);
            at += EventHeader.LENGTH + length;
            count++;
        }
        if (count > 0) {
            timestamp = time;
            payloadOffset = at - length;
            payloadLength = length;
            next = at;
        }
        return count;
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

    /** Returns the time of the current event in ns; before the first {@link #next()}, the page's own. */
    public long timestamp() {
        return timestamp;
    }

    /** Returns the offset in the buffer of the event's payload. */
    public int payloadOffset() {
        return payloadOffset;
    }

    /** Returns the payload's length in bytes, a multiple of 4: padding is included. */
    public int payloadLength() {
        return payloadLength;
    }

    /** Returns the iteration's offset in the buffer: after the current event, or at the bytes that ended it. */
    public int position() {
        return next;
    }

    /** Returns the number of events lost before this page: 0 for none, -1 if unknown. */
    public long lostEvents() {
        return lost;
    }

    /** Returns whether the iteration ended at bytes that no valid page contains. */
    public boolean damaged() {
        return damaged;
    }
}
