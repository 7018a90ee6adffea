package io.ringtail.daemon.feed;

import io.ringtail.daemon.buffer.PageInfo;
import io.ringtail.proto.page.PageIterator;
import io.ringtail.reader.EventSink;
import io.ringtail.reader.merge.MergedEvents;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A feed for the daemon itself: it passes the events of all CPUs to a sink, each CPU's in their order. It starts with the
 * next event, and no ring waits for it. For one thread.
 */
public final class WatchFeed implements AutoCloseable {
    private final FeedSource source;
    private final CpuFeeds feeds;
    private final MergedEvents decoder;
    private final PageIterator page = new PageIterator();
    private final ByteBuffer buffer;
    private long events;
    private long lost;

    /**
     * Creates a feed.
     *
     * @param options of a receiver that is not lossless
     */
    public WatchFeed(FeedSource source, FeedOptions options, EventSink sink) {
        this.source = source;
        this.decoder = source.decoder().apply(sink);
        this.buffer = ByteBuffer.allocate(source.buffer().geometry().ring().subbufSize())
                .order(ByteOrder.LITTLE_ENDIAN);
        this.feeds = new CpuFeeds(source.buffer(), options);
    }

    /** Passes on a page of each CPU that has one; returns whether any may have more than what came meanwhile. */
    public boolean poll() {
        feeds.joinNew(joined -> {});
        boolean more = false;
        for (CpuFeed cpuFeed : feeds.all()) {
            int length = cpuFeed.poll(buffer, true, source.clock().getAsLong());
            if (length > 0) {
                pass(cpuFeed, length);
                more |= !cpuFeed.hasAll();
            }
        }
        feeds.nextTurn();
        return more;
    }

    private void pass(CpuFeed cpuFeed, int length) {
        PageInfo info = cpuFeed.reader().page();
        events += info.events();
        lost += info.lost();
        page.wrap(buffer, 0, length);
        while (page.next()) {
            decoder.onEvent(cpuFeed.cpu(), buffer, page);
        }
    }

    /** The events passed on. */
    public long events() {
        return events;
    }

    /** The events lost. */
    public long lost() {
        return lost;
    }

    @Override
    public void close() {
        feeds.close();
    }
}
