package io.ringtail.daemon.feed;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.ringtail.reader.merge.EventMerger;
import io.ringtail.reader.merge.MergedEvents;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The lines of {@code trace_pipe}: all CPUs' events merged by time. A CPU's next page is read only when its last one
 * has been printed, so a feed holds one page of each CPU at most, and only part of one if that would be much.
 */
public final class TextFeed implements Feed {
    /** Receivers of text that may be served together: each holds pages on the heap. */
    public static final int MOST = 16;

    private static final int LIMIT_BYTES = 1 << 20;
    private static final int LEAST_PAGE_BYTES = 1 << 12;
    private static final int PIECE_LENGTH = 1 << 14;

    private final FeedSource source;
    private final Receiver receiver;
    private final CpuFeeds feeds;
    private final PageScratch scratch;
    private final EventMerger merger;
    private final StringBuilder lines = new StringBuilder(PIECE_LENGTH);
    private boolean ended;

    public TextFeed(
            FeedSource source, FeedOptions options, Receiver receiver, Function<StringBuilder, MergedEvents> printer) {
        this.source = source;
        this.receiver = receiver;
        this.feeds = new CpuFeeds(source.buffer(), options);
        this.scratch = new PageScratch(0, source.buffer().geometry().ring().subbufSize());
        this.merger = new EventMerger(source.buffer().geometry().possibleCpus(), printer.apply(lines));
        feeds.all().forEach(cpuFeed -> merger.addCpu(cpuFeed.cpu()));
    }

    @Override
    public Receiver receiver() {
        return receiver;
    }

    @Override
    public @Nullable ByteBuf next(ByteBufAllocator allocator) {
        feeds.stillTaking();
        if (!ended) {
            fill(allocator);
        }
        if (lines.isEmpty()) {
            feeds.nextTurn();
            scratch.close();
            return null;
        }
        ByteBuf piece = ByteBufUtil.writeUtf8(allocator, lines);
        lines.setLength(0);
        return piece;
    }

    private void fill(ByteBufAllocator allocator) {
        boolean found = true;
        while (found && lines.length() < PIECE_LENGTH) {
            found = readPages(allocator);
            complete();
            while (lines.length() < PIECE_LENGTH && merger.deliverNext()) {
                found = true;
            }
        }
        if (!receiver.isWaiting() && feeds.allFinished() && lines.length() < PIECE_LENGTH) {
            merger.flush();
            ended = true;
        }
    }

    private boolean readPages(ByteBufAllocator allocator) {
        feeds.joinNew(cpuFeed -> merger.addCpu(cpuFeed.cpu()));
        boolean found = false;
        for (int i = 0; i < feeds.all().size(); i++) {
            CpuFeed cpuFeed = feeds.all().get(i);
            if (!cpuFeed.isFinished() && merger.isEmpty(cpuFeed.cpu())) {
                found |= readPage(cpuFeed, allocator);
            }
        }
        return found;
    }

    private boolean readPage(CpuFeed cpuFeed, ByteBufAllocator allocator) {
        long beforePollNs = source.clock().getAsLong();
        ByteBuffer page = scratch.page(allocator);
        int mostBytes = Math.max(LEAST_PAGE_BYTES, LIMIT_BYTES / feeds.all().size());
        int length = cpuFeed.poll(page, true, mostBytes, beforePollNs);
        if (length > 0) {
            feeds.joinNew(joined -> merger.addCpu(joined.cpu()));
            receiver.count(cpuFeed.reader().page(), length, cpuFeed.reader().timestamp());
            merger.addPage(cpuFeed.cpu(), page, 0, length);
        }
        if (!receiver.isWaiting() && cpuFeed.isDrained(length, receiver.untilNs(), beforePollNs)) {
            cpuFeed.finish();
            merger.watermark(cpuFeed.cpu(), Long.MAX_VALUE);
        }
        return length > 0;
    }

    /** Fences the CPUs that have nothing more and that others' events wait for. */
    private void complete() {
        for (int i = 0; i < feeds.all().size(); i++) {
            CpuFeed cpuFeed = feeds.all().get(i);
            long awaited = merger.awaited(cpuFeed.cpu());
            if (awaited != Long.MIN_VALUE && cpuFeed.complete(awaited, source.clock())) {
                feeds.joinNew(joined -> merger.addCpu(joined.cpu()));
                merger.watermark(cpuFeed.cpu(), cpuFeed.progressNs());
            }
        }
    }

    @Override
    public boolean ended() {
        return ended && lines.isEmpty();
    }

    @Override
    public void close() {
        scratch.close();
        feeds.close();
        receiver.close();
    }
}
