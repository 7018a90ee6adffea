package io.ringtail.daemon.feed;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.ringtail.daemon.buffer.ReaderRing;
import java.nio.ByteBuffer;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of {@code trace_pipe_raw}: whole sub-buffers, each padded with zeros. The available part of a sub-buffer
 * that is still being written, or a loss that no event follows, is sent once nothing has been for a while, or at the
 * end.
 */
public final class RawPageFeed implements Feed {
    private static final long QUIET_NS = 100_000_000;

    private final FeedSource source;
    private final Receiver receiver;
    private final CpuFeed cpuFeed;
    private final int subbufSize;
    private final PageScratch scratch;
    private final PageFilter filter;
    private final long mostRestNs;
    private boolean ended;

    public RawPageFeed(FeedSource source, int cpu, ReaderRing ring, FeedOptions options, Receiver receiver) {
        this.source = source;
        this.receiver = receiver;
        this.cpuFeed = new CpuFeed(cpu, options.begin(ring), true, options.askedNs());
        this.subbufSize = source.buffer().geometry().ring().subbufSize();
        this.filter = PageFilter.of(source, options.selection());
        this.scratch = new PageScratch(0, subbufSize);
        this.mostRestNs = options.mostRestNs(source.buffer().geometry().mode());
    }

    @Override
    public Receiver receiver() {
        return receiver;
    }

    @Override
    public @Nullable ByteBuf next(ByteBufAllocator allocator) {
        if (ended) {
            return null;
        }
        ByteBuffer page = scratch.page(allocator);
        long nowNs = source.clock().getAsLong();
        int length = cpuFeed.poll(page, false, nowNs);
        if (length == 0 && (!receiver.isWaiting() || cpuFeed.quietNs(nowNs) > QUIET_NS)) {
            length = cpuFeed.poll(page, true, nowNs);
        }
        ended = !receiver.isWaiting() && cpuFeed.isDrained(length, receiver.untilNs(), nowNs);
        if (length == 0) {
            cpuFeed.nextTurn();
            scratch.close();
            return null;
        }
        int kept = filter.apply(cpuFeed, page, length);
        receiver.count(cpuFeed, filter.kept(), kept == 0 ? 0 : subbufSize);
        if (kept == 0) {
            return Unpooled.EMPTY_BUFFER;
        }
        ByteBuf piece = scratch.take(allocator, subbufSize);
        return piece.setZero(kept, subbufSize - kept);
    }

    @Override
    public Rest rest() {
        if (!receiver.isWaiting()) {
            return Rest.NONE;
        }
        long leftNs = QUIET_NS - cpuFeed.quietNs(source.clock().getAsLong()) + 1;
        boolean partOnly = cpuFeed.reader().wholeSubbufs() == 0;
        if (partOnly && leftNs > 0) {
            return new Rest(leftNs, true).atMost(mostRestNs);
        }
        return cpuFeed.isCaughtUp() ? Rest.LONG.atMost(mostRestNs) : Rest.NONE;
    }

    @Override
    public boolean isCaughtUp() {
        return cpuFeed.hasAll();
    }

    @Override
    public BitSet cpus() {
        BitSet cpus = new BitSet();
        cpus.set(cpuFeed.cpu());
        return cpus;
    }

    @Override
    public boolean ended() {
        return ended;
    }

    @Override
    public void close() {
        scratch.close();
        cpuFeed.close();
        receiver.close();
    }
}
