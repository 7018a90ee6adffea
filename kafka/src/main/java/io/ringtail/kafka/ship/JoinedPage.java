package io.ringtail.kafka.ship;

import io.ringtail.proto.page.PageHeader;
import io.ringtail.proto.page.PageIterator;
import io.ringtail.proto.stream.FrameDescriptor;
import io.ringtail.proto.stream.FrameEncoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A PAGE frame that grows as parts of its sub-buffer come: the first part's time and lost events, all parts' events. So
 * a CPU with few events makes a record now and then, and not one for each of them.
 */
final class JoinedPage {
    private final byte[] bytes;
    private final ByteBuffer frame;
    private final int subbufSize;
    private final PageIterator events = new PageIterator();

    private boolean open;
    private boolean closed;
    private long subbuf;
    private int startOffset;
    private int endOffset;
    private long time;
    private long lost;
    /** Bytes of the page so far, header included. */
    private int used;

    private int count;
    private long lastNs;
    private long sinceNs;

    JoinedPage(int subbufSize) {
        this.subbufSize = subbufSize;
        this.bytes = new byte[FrameDescriptor.PAGE_DATA_OFFSET + subbufSize];
        this.frame = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Adds a part, if it continues the page or there is none.
     *
     * @return false if the page must be taken first
     */
    boolean add(long ofSubbuf, int start, int end, ByteBuffer buffer, int offset, int length, long nowNs) {
        long partLost = events.wrap(buffer, offset, length).lostEvents();
        long committed = buffer.getLong(offset + PageHeader.COMMIT_OFFSET) & PageHeader.LENGTH_MASK;
        int data = (int) Math.min(committed, length - PageHeader.LENGTH);
        long partTime = buffer.getLong(offset + PageHeader.TIME_STAMP_OFFSET);
        if (!open) {
            begin(ofSubbuf, start, partTime, partLost, nowNs);
        } else if (closed
                || ofSubbuf != subbuf
                || start != endOffset
                || partLost != 0
                || used + data + tail() > subbufSize) {
            return false;
        } else if (used == PageHeader.LENGTH) {
            time = partTime;
        }
        frame.put(FrameDescriptor.PAGE_DATA_OFFSET + used, buffer, offset + PageHeader.LENGTH, data);
        used += data;
        endOffset = end;
        count += events.last();
        lastNs = events.timestamp();
        closed = events.damaged();
        return true;
    }

    private void begin(long ofSubbuf, int start, long partTime, long partLost, long nowNs) {
        open = true;
        closed = false;
        subbuf = ofSubbuf;
        startOffset = start;
        time = partTime;
        lost = partLost;
        used = PageHeader.LENGTH;
        count = 0;
        sinceNs = nowNs;
    }

    private int tail() {
        return lost == 0 ? 0 : Long.BYTES;
    }

    /** Whether there is a page. */
    boolean isOpen() {
        return open;
    }

    /** The sub-buffer of the page. */
    long subbuf() {
        return subbuf;
    }

    /** When the page was begun, ns. */
    long sinceNs() {
        return sinceNs;
    }

    /** The time of the page's last event, ns. */
    long lastNs() {
        return lastNs;
    }

    /** The number of the page's events. */
    int events() {
        return count;
    }

    /** The number of events lost before the page; 0 also where it is unknown. */
    long lost() {
        return Math.max(0, lost);
    }

    /** Returns the frame, and begins without a page again. */
    byte[] take(int cpu) {
        open = false;
        int data = used - PageHeader.LENGTH;
        ByteBuffer page =
                frame.slice(FrameDescriptor.PAGE_DATA_OFFSET, subbufSize).order(ByteOrder.LITTLE_ENDIAN);
        int length = PageHeader.write(page, 0, time, data, lost());
        if (lost < 0) {
            page.putLong(PageHeader.COMMIT_OFFSET, data | PageHeader.MISSED_EVENTS);
        }
        return Arrays.copyOf(bytes, FrameEncoder.pageHeader(frame, cpu, subbuf, startOffset, endOffset, length));
    }

    /** Returns a frame without events, at a place in the ring. */
    static byte[] empty(int cpu, long subbuf, int offset, long timeNs) {
        byte[] bytes = new byte[FrameDescriptor.PAGE_DATA_OFFSET + PageHeader.LENGTH];
        ByteBuffer frame = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        PageHeader.write(frame, FrameDescriptor.PAGE_DATA_OFFSET, timeNs, 0, 0);
        FrameEncoder.pageHeader(frame, cpu, subbuf, offset, offset, PageHeader.LENGTH);
        return bytes;
    }
}
