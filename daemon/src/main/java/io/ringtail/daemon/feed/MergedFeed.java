package io.ringtail.daemon.feed;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.ringtail.daemon.buffer.EventVisitor;
import io.ringtail.reader.merge.EventMerger;
import java.nio.ByteBuffer;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * All CPUs' events merged by time: the lines of {@code trace_pipe}, and other formats. A CPU's next page is read only when
 * its last one has been written, so a feed holds one page of each CPU at most, and only part of one if that would be much.
 */
public final class MergedFeed implements Feed {
    /** Receivers of merged events that may be served together: each holds pages on the heap. */
    public static final int MOST = 16;

    private static final int LIMIT_BYTES = 1 << 20;
    private static final int LEAST_PAGE_BYTES = 1 << 12;
    /** Pages of each CPU that are read in a row for a receiver that wants little of them. */
    private static final int ROUNDS = 16;

    private final FeedSource source;
    private final Receiver receiver;
    private final CpuFeeds feeds;
    private final PageScratch scratch;
    private final EventMerger merger;
    private final PageFilter filter;
    private final EventOutput output;
    private boolean ended;

    /** Creates a feed, whose output no other feed uses. */
    public MergedFeed(FeedSource source, FeedOptions options, Receiver receiver, EventOutput output) {
        this.source = source;
        this.receiver = receiver;
        this.output = output;
        this.scratch = new PageScratch(0, source.buffer().geometry().ring().subbufSize());
        this.filter = PageFilter.of(source, options.selection());
        this.merger = new EventMerger(source.buffer().geometry().possibleCpus(), output.events());
        this.feeds = new CpuFeeds(source.buffer(), options);
        feeds.all().forEach(cpuFeed -> merger.addCpu(cpuFeed.cpu()));
    }

    @Override
    public Receiver receiver() {
        return receiver;
    }

    @Override
    public @Nullable ByteBuf next(ByteBufAllocator allocator) {
        feeds.stillTaking();
        boolean more = !ended && fill(allocator);
        if (output.length() == 0 && more) {
            return Unpooled.EMPTY_BUFFER;
        }
        if (output.length() == 0) {
            feeds.nextTurn();
            scratch.close();
            return null;
        }
        return output.take(allocator);
    }

    /** Writes what is available, until it is a piece, or others should have their turn; returns whether there may be more. */
    private boolean fill(ByteBufAllocator allocator) {
        boolean found = true;
        for (int round = 0; found && round < ROUNDS && output.length() < EventOutput.PIECE_LENGTH; round++) {
            found = readPages(allocator);
            complete();
            while (output.length() < EventOutput.PIECE_LENGTH && merger.deliverNext()) {
                found = true;
            }
        }
        if (!receiver.isWaiting() && feeds.allFinished() && output.length() < EventOutput.PIECE_LENGTH) {
            merger.flush();
            output.end();
            ended = true;
        }
        return found && !ended;
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
        int length = cpuFeed.poll(page, true, mostBytes, EventVisitor.NONE, beforePollNs);
        if (length > 0) {
            feeds.joinNew(joined -> merger.addCpu(joined.cpu()));
            int kept = filter.apply(cpuFeed, page, length);
            receiver.count(cpuFeed, filter.kept(), kept);
            if (kept > 0) {
                merger.addPage(cpuFeed.cpu(), page, 0, kept);
            }
            if (filter.leavesOut()) {
                merger.watermark(cpuFeed.cpu(), cpuFeed.progressNs());
            }
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
    public Rest rest() {
        boolean rests = receiver.isWaiting();
        for (int i = 0; i < feeds.all().size() && rests; i++) {
            CpuFeed cpuFeed = feeds.all().get(i);
            rests = cpuFeed.isCaughtUp() && merger.isEmpty(cpuFeed.cpu());
        }
        return rests ? feeds.longestRest() : Rest.NONE;
    }

    @Override
    public boolean isCaughtUp() {
        boolean delivered = true;
        for (int i = 0; i < feeds.all().size() && delivered; i++) {
            delivered = merger.isEmpty(feeds.all().get(i).cpu());
        }
        return delivered && feeds.haveAll();
    }

    @Override
    public BitSet cpus() {
        return feeds.wanted();
    }

    @Override
    public boolean ended() {
        return ended && output.length() == 0;
    }

    @Override
    public void close() {
        scratch.close();
        feeds.close();
        receiver.close();
    }
}
