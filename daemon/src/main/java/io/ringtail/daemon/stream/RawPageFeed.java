package io.ringtail.daemon.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.ringtail.daemon.buffer.Ring;
import io.ringtail.daemon.buffer.StartAt;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of {@code trace_pipe_raw}: whole sub-buffers, each filled up with zeros. What is there of a sub-buffer that is
 * still being written is sent when its CPU has been quiet for a while, or at the end.
 */
final class RawPageFeed implements Feed {
    private static final long QUIET_NS = 100_000_000;

    private final Served served;
    private final Session session;
    private final Lane lane;
    private final int subbufSize;
    private final PageScratch scratch;
    private boolean ended;

    RawPageFeed(Served served, int cpu, Ring ring, FeedOptions options, Session session) {
        this.served = served;
        this.session = session;
        this.lane = new Lane(
                cpu,
                ring.openReader(options.oldest() ? StartAt.OLDEST : StartAt.NOW, options.lossless()),
                true,
                options.askedNs());
        this.subbufSize = served.buffer().geometry().ring().subbufSize();
        this.scratch = new PageScratch(0, subbufSize);
    }

    @Override
    public Session session() {
        return session;
    }

    @Override
    public @Nullable ByteBuf next(ByteBufAllocator allocator) {
        if (ended) {
            return null;
        }
        ByteBuffer page = scratch.page(allocator);
        long nowNs = served.clock().getAsLong();
        int length = lane.poll(page, false, nowNs);
        if (length == 0 && (!session.isWaiting() || lane.quietNs(nowNs) > QUIET_NS)) {
            length = lane.poll(page, true, nowNs);
        }
        ended = !session.isWaiting() && lane.isDrained(length, session.untilNs(), nowNs);
        if (length == 0) {
            lane.nextTurn();
            scratch.close();
            return null;
        }
        session.count(lane.reader(), subbufSize);
        ByteBuf piece = scratch.take(allocator, subbufSize);
        return piece.setZero(length, subbufSize - length);
    }

    @Override
    public boolean ended() {
        return ended;
    }

    @Override
    public void close() {
        scratch.close();
        lane.close();
        session.close();
    }
}
