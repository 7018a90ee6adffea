package io.ringtail.reader.tracedat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** Pages that are stored as they were in memory. */
final class PlainPages implements PageSource {
    private final String file;
    private final FileChannel channel;
    private final CpuPages pages;
    private final ByteBuffer page;
    private long next;

    PlainPages(String file, FileChannel channel, CpuPages pages, int pageSize) {
        this.file = file;
        this.channel = channel;
        this.pages = pages;
        int needed = pages.size() < pageSize ? 0 : pageSize;
        this.page = ByteBuffer.allocate(needed).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public boolean next() throws TraceDatException {
        if (page.capacity() == 0 || next + page.capacity() > pages.size()) {
            return false;
        }
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
            throw new TraceDatException(file + " ended while it was read, in the pages of CPU " + pages.cpu()
                    + ": read it when it is complete");
        }
        page.clear();
        next += page.capacity();
        return true;
    }

    @Override
    public ByteBuffer buffer() {
        return page;
    }
}
