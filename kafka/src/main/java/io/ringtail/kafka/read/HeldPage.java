package io.ringtail.kafka.read;

import io.ringtail.proto.page.PageIterator;
import io.ringtail.proto.stream.FrameDescriptor;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A page that counts, with what belongs to it. */
final class HeldPage {
    private final HostBuffer buffer;
    private final long offsetNs;
    private final long missing;
    private final long overlap;
    private final long recordOffset;
    /** Null once the page has been released. */
    private @Nullable ByteBuffer frame;

    /**
     * Creates a page.
     *
     * @param offsetNs what is added to its events' times to get those of the wall clock
     * @param missing the events that are missing before it without being stated lost; negative if unknown
     * @param overlap so many of its lost events, and then of its events, have been delivered before
     * @param recordOffset of its record in the partition
     */
    HeldPage(HostBuffer buffer, ByteBuffer frame, long offsetNs, long missing, long overlap, long recordOffset) {
        this.buffer = buffer;
        this.frame = frame;
        this.offsetNs = offsetNs;
        this.missing = missing;
        this.overlap = overlap;
        this.recordOffset = recordOffset;
    }

    HostBuffer buffer() {
        return buffer;
    }

    /** Returns the frame, little endian, of a page that has not been released. */
    ByteBuffer frame() {
        return Objects.requireNonNull(frame);
    }

    /** Returns the length of the page, without the frame's head. */
    int length() {
        return frame().limit() - FrameDescriptor.PAGE_DATA_OFFSET;
    }

    long offsetNs() {
        return offsetNs;
    }

    long recordOffset() {
        return recordOffset;
    }

    /** Returns the wall-clock time of the page's begin, ns since 1970. */
    long beginNs() {
        return frame().getLong(FrameDescriptor.PAGE_DATA_OFFSET) + offsetNs;
    }

    /** Begins to read the page's events, after those that were delivered before. */
    PageIterator open(PageIterator events) {
        events.wrap(frame(), FrameDescriptor.PAGE_DATA_OFFSET, length());
        for (long skipped = Math.max(0, events.lostEvents()); skipped < overlap && events.next(); skipped++) {
            // It has been delivered.
        }
        return events;
    }

    /**
     * Returns how many events were lost before the page, and not reported before; negative if unknown.
     *
     * @param stated what the page says
     */
    long lost(long stated) {
        if (stated < 0 || missing < 0) {
            return -1;
        }
        return Math.max(0, stated - overlap) + missing;
    }

    /** Whether the page is as it was shipped. */
    boolean isWhole() {
        return missing == 0 && overlap == 0;
    }

    /** Lets the frame go: the page's events have been delivered. */
    void release() {
        frame = null;
    }

    boolean isReleased() {
        return frame == null;
    }
}
