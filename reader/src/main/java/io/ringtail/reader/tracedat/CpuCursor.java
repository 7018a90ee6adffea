package io.ringtail.reader.tracedat;

import io.ringtail.proto.page.PageIterator;
import java.nio.ByteBuffer;

/** Iterates over a CPU's events in a buffer of a file. Cursors are ordered by their events' times, buffers and CPUs. */
final class CpuCursor implements Comparable<CpuCursor> {
    private static final long UNKNOWN = -1;

    private final int buffer;
    private final int cpu;
    private final PageSource pages;
    private final FileTimes times;
    private final PageIterator events = new PageIterator();
    private long lost;
    private long timestamp;

    /**
     * Creates a cursor before the first event.
     *
     * @param buffer the buffer's index in the file
     */
    CpuCursor(int buffer, int cpu, PageSource pages, FileTimes times) {
        this.buffer = buffer;
        this.cpu = cpu;
        this.pages = pages;
        this.times = times;
        events.wrap(ByteBuffer.allocate(0), 0, 0);
    }

    int buffer() {
        return buffer;
    }

    int cpu() {
        return cpu;
    }

    /** Moves to the next event; returns false at the end. */
    boolean next() throws TraceDatException {
        lost = 0;
        while (!events.next()) {
            if (!pages.next()) {
                return false;
            }
            long before =
                    events.wrap(pages.buffer(), pages.offset(), pages.length()).lostEvents();
            lost = before < 0 || lost < 0 ? UNKNOWN : lost + before;
        }
        timestamp = times.shown(events.timestamp(), cpu);
        return true;
    }

    /** Returns the events lost before this one: 0 for none, negative if unknown; after the end, those lost last. */
    long lost() {
        return lost;
    }

    long timestamp() {
        return timestamp;
    }

    int payloadOffset() {
        return events.payloadOffset();
    }

    int payloadLength() {
        return events.payloadLength();
    }

    ByteBuffer page() {
        return pages.buffer();
    }

    PageIterator event() {
        return events;
    }

    @Override
    public int compareTo(CpuCursor other) {
        if (timestamp != other.timestamp) {
            return Long.compare(timestamp, other.timestamp);
        }
        return buffer != other.buffer ? Integer.compare(buffer, other.buffer) : Integer.compare(cpu, other.cpu);
    }
}
