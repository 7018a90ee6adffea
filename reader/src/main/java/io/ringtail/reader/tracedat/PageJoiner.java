package io.ringtail.reader.tracedat;

import io.ringtail.proto.page.PageHeader;
import io.ringtail.proto.page.PageIterator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Joins consecutive parts of a CPU's sub-buffer into one page again: the first part's time and lost events, all parts'
 * events. A part that itself lost events begins a new page; if a part contains only a loss, the next part takes it
 * over, since stock tools skip pages without events.
 */
final class PageJoiner {
    private final ByteBuffer page;
    private final Pages pages;
    private long subbuf;
    private int end;
    private int used;
    private long lost;
    private boolean open;

    PageJoiner(int subbufSize, Pages pages) {
        this.page = ByteBuffer.allocate(subbufSize).order(ByteOrder.LITTLE_ENDIAN);
        this.pages = pages;
    }

    /**
     * Adds the next part.
     *
     * @param partLost events lost before it, as in {@link PageIterator#lostEvents}
     */
    void add(long partSubbuf, int startOffset, int endOffset, ByteBuffer buffer, int offset, int length, long partLost)
            throws IOException {
        long commit = buffer.getLong(offset + PageHeader.COMMIT_OFFSET) & PageHeader.LENGTH_MASK;
        int data = (int) Math.min(commit, length - PageHeader.LENGTH);
        int tail = lost == 0 ? 0 : Long.BYTES;
        boolean empty = open && used == PageHeader.LENGTH;
        boolean continues = open && partSubbuf == subbuf && startOffset == end && partLost == 0;
        if (empty && lost > 0 && partLost >= 0 && used + data + Long.BYTES <= page.capacity()) {
            begin(buffer.getLong(offset + PageHeader.TIME_STAMP_OFFSET), lost + partLost);
        } else if (!continues || used + data + tail > page.capacity()) {
            flush();
            begin(buffer.getLong(offset + PageHeader.TIME_STAMP_OFFSET), partLost);
        } else if (used == PageHeader.LENGTH) {
            page.putLong(PageHeader.TIME_STAMP_OFFSET, buffer.getLong(offset + PageHeader.TIME_STAMP_OFFSET));
        }
        int room = Math.min(data, page.capacity() - used);
        page.put(used, buffer, offset + PageHeader.LENGTH, room);
        used += room;
        subbuf = partSubbuf;
        end = endOffset;
    }

    private void begin(long timestamp, long lostBefore) {
        page.putLong(PageHeader.TIME_STAMP_OFFSET, timestamp);
        used = PageHeader.LENGTH;
        lost = lostBefore;
        open = true;
    }

    /** Passes on the page that was being joined. */
    void flush() throws IOException {
        if (!open) {
            return;
        }
        open = false;
        pages.onPage(WholePage.complete(page, page.getLong(PageHeader.TIME_STAMP_OFFSET), used, lost));
    }
}
