package io.ringtail.reader.tracedat;

import io.ringtail.proto.page.PageHeader;
import java.nio.ByteBuffer;

/** Completes a page whose events are in place. */
final class WholePage {
    private WholePage() {}

    /**
     * Writes the page's header and the number of lost events, if there is room for it, and zeroes in the rest.
     *
     * @param used bytes of header and events
     * @param lost the events lost before the page, negative if unknown
     * @return the page, ready to be read as a whole
     */
    static ByteBuffer complete(ByteBuffer page, long timestamp, int used, long lost) {
        boolean counted = lost > 0 && used + Long.BYTES <= page.capacity();
        int length = PageHeader.write(page, 0, timestamp, used - PageHeader.LENGTH, counted ? lost : 0);
        if (lost != 0 && !counted) {
            long commit = page.getLong(PageHeader.COMMIT_OFFSET);
            page.putLong(PageHeader.COMMIT_OFFSET, commit | PageHeader.MISSED_EVENTS);
        }
        for (int i = length; i < page.capacity(); i++) {
            page.put(i, (byte) 0);
        }
        return page.clear();
    }
}
