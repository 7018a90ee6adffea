package io.ringtail.reader.tracedat;

import io.ringtail.proto.page.PageIterator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** Iterates over a CPU's events in a file. */
final class CpuCursor {
    private static final long UNKNOWN = -1;

    private final String file;
    private final FileChannel channel;
    private final CpuPages pages;
    private final long timeOffset;
    private final ByteBuffer page;
    private final PageIterator events = new PageIterator();
    private long next;
    private long lost;

    CpuCursor(String file, FileChannel channel, CpuPages pages, int pageSize, long timeOffset) {
        this.file = file;
        this.channel = channel;
        this.pages = pages;
        this.timeOffset = timeOffset;
        int needed = pages.size() < pageSize ? 0 : pageSize;
        this.page = ByteBuffer.allocate(needed).order(ByteOrder.LITTLE_ENDIAN);
        events.wrap(page, 0, 0);
    }

    int cpu() {
        return pages.cpu();
    }

    /** Moves to the next event; returns false at the end. */
    boolean next() throws TraceDatException {
        lost = 0;
        while (!events.next()) {
            if (page.capacity() == 0 || next + page.capacity() > pages.size()) {
                return false;
            }
            read();
            long before = events.wrap(page, 0, page.capacity()).lostEvents();
            lost = before < 0 || lost < 0 ? UNKNOWN : lost + before;
        }
        return true;
    }

    private void read() throws TraceDatException {
        page.clear();
        try {
            int read = 0;
            while (read >= 0 && page.hasRemaining()) {
                read = channel.read(page, pages.offset() + next + page.position());
            }
        } catch (IOException e) {
            throw new TraceDatException("cannot read " + file + " (" + e + ")", e);
        }
        if (page.hasRemaining()) {
            throw new TraceDatException(
                    file + " ended while it was read, in the pages of CPU " + cpu() + ": read it when it is complete");
        }
        page.clear();
        next += page.capacity();
    }

    /** Returns the events lost before this one: 0 for none, negative if unknown; after the end, those lost last. */
    long lost() {
        return lost;
    }

    long timestamp() {
        return events.timestamp() + timeOffset;
    }

    ByteBuffer page() {
        return page;
    }

    PageIterator event() {
        return events;
    }
}
