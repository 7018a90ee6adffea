package io.ringtail.daemon.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.ringtail.reader.merge.EventMerger;
import io.ringtail.reader.merge.MergedEvents;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The lines of {@code trace_pipe}: all CPUs' events in one order of time. A CPU's next page is read only when its last one
 * has been told, so a feed holds one page of each CPU at most, and a part of one where that would be much.
 */
final class TextFeed implements Feed {
    /** Readers of text that may be served together: each holds pages on the heap. */
    static final int MOST = 16;

    private static final int LIMIT_BYTES = 1 << 20;
    private static final int LEAST_PAGE_BYTES = 1 << 12;
    private static final int PIECE_LENGTH = 1 << 14;

    private final Served served;
    private final Session session;
    private final Lanes lanes;
    private final PageScratch scratch;
    private final EventMerger merger;
    private final StringBuilder lines = new StringBuilder(PIECE_LENGTH);
    private boolean ended;

    TextFeed(Served served, FeedOptions options, Session session, Function<StringBuilder, MergedEvents> printer) {
        this.served = served;
        this.session = session;
        this.lanes = new Lanes(served.buffer(), options);
        this.scratch = new PageScratch(0, served.buffer().geometry().ring().subbufSize());
        this.merger = new EventMerger(served.buffer().geometry().possibleCpus(), printer.apply(lines));
        lanes.all().forEach(lane -> merger.addCpu(lane.cpu()));
    }

    @Override
    public Session session() {
        return session;
    }

    @Override
    public @Nullable ByteBuf next(ByteBufAllocator allocator) {
        lanes.stillTaking();
        if (!ended) {
            fill(allocator);
        }
        if (lines.isEmpty()) {
            lanes.nextTurn();
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
        if (!session.isWaiting() && lanes.allFinished() && lines.length() < PIECE_LENGTH) {
            merger.flush();
            ended = true;
        }
    }

    private boolean readPages(ByteBufAllocator allocator) {
        lanes.joinNew(lane -> merger.addCpu(lane.cpu()));
        boolean found = false;
        for (int i = 0; i < lanes.all().size(); i++) {
            Lane lane = lanes.all().get(i);
            if (!lane.isFinished() && merger.isEmpty(lane.cpu())) {
                found |= readPage(lane, allocator);
            }
        }
        return found;
    }

    private boolean readPage(Lane lane, ByteBufAllocator allocator) {
        long beforePollNs = served.clock().getAsLong();
        ByteBuffer page = scratch.page(allocator);
        int mostBytes = Math.max(LEAST_PAGE_BYTES, LIMIT_BYTES / lanes.all().size());
        int length = lane.poll(page, true, mostBytes, beforePollNs);
        if (length > 0) {
            lanes.joinNew(joined -> merger.addCpu(joined.cpu()));
            session.count(lane.reader(), length);
            merger.addPage(lane.cpu(), page, 0, length);
        }
        if (!session.isWaiting() && lane.isDrained(length, session.untilNs(), beforePollNs)) {
            lane.finish();
            merger.watermark(lane.cpu(), Long.MAX_VALUE);
        }
        return length > 0;
    }

    /** Fences the CPUs that have nothing more and that others' events wait for. */
    private void complete() {
        for (int i = 0; i < lanes.all().size(); i++) {
            Lane lane = lanes.all().get(i);
            long awaited = merger.awaited(lane.cpu());
            if (awaited != Long.MIN_VALUE && lane.complete(awaited, served.clock())) {
                lanes.joinNew(joined -> merger.addCpu(joined.cpu()));
                merger.watermark(lane.cpu(), lane.progressNs());
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
        lanes.close();
        session.close();
    }
}
