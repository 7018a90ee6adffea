package io.ringtail.daemon.feed;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.ringtail.daemon.buffer.EventVisitor;
import io.ringtail.daemon.buffer.PageInfo;
import io.ringtail.proto.stream.ClockPair;
import io.ringtail.proto.stream.EndReason;
import io.ringtail.proto.stream.FrameDescriptor;
import io.ringtail.proto.stream.FrameEncoder;
import io.ringtail.proto.stream.HeaderTexts;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The frames of {@code /stream}: a page of the CPU that is furthest behind, each page after the frames that it needs.
 *
 * <p>A receiver that merges all CPUs by time holds an event until every other CPU is complete up to it. Therefore a CPU
 * that has nothing more, and is behind the data sent of others, is fenced: the receiver gets the fence's time as a
 * watermark. While the CPU that is furthest behind can be neither read nor fenced, others are sent ahead of it only as
 * far as the receiver has asked for. So a receiver holds two pages of each CPU and that much at most, however slowly it
 * reads.
 */
public final class StreamFeed implements Feed {
    private static final long ALIVE_WHILE_OWING_NS = 250_000_000;
    private static final long ALIVE_NS = 5_000_000_000L;

    private final FeedSource source;
    private final Receiver receiver;
    private final CpuFeeds feeds;
    private final PageScratch scratch;
    private final PageMetadata metadata;
    private final PageFilter filter;
    private final ArrayDeque<ByteBuf> ready = new ArrayDeque<>();
    private final Lead lead;
    private final FillGate gate;
    private final boolean ordered;
    private final SentPages sent;
    /** The newest event sent, ns; a receiver that resumes may hold any that is older than its request. */
    private long newestSentNs;

    private long lastPieceNs;
    private boolean ended;

    public StreamFeed(FeedSource source, FeedOptions options, Receiver receiver) {
        this.source = source;
        this.receiver = receiver;
        this.lead = new Lead(options.aheadBytes());
        this.ordered = options.isOrdered();
        this.sent = new SentPages(options.lossless());
        this.gate = new FillGate(options.percent(), ordered);
        this.newestSentNs = options.after() == null ? Long.MIN_VALUE : options.askedNs();
        int subbufSize = source.buffer().geometry().ring().subbufSize();
        this.scratch = new PageScratch(FrameDescriptor.PAGE_DATA_OFFSET, subbufSize);
        this.metadata = new PageMetadata(source.events(), source.names(), this::add);
        this.filter = PageFilter.of(source, options.selection(), metadata);
        this.feeds = new CpuFeeds(source.buffer(), options);
        add(FrameEncoder.hello(HeaderTexts.hello(
                source.buffer().geometry(), source.buffer().bootId(), source.host(), ClockPair.now())));
        feeds.all().forEach(this::introduce);
        lastPieceNs = options.askedNs();
    }

    @Override
    public Receiver receiver() {
        return receiver;
    }

    @Override
    public @Nullable ByteBuf next(ByteBufAllocator allocator) {
        feeds.stillTaking();
        if (ready.isEmpty() && !ended && gate.isOpen(feeds.all(), !receiver.isWaiting())) {
            readPage(allocator);
        }
        if (ready.isEmpty() && !ended) {
            idle();
        }
        ByteBuf piece = ready.poll();
        if (piece == null) {
            feeds.nextTurn();
            scratch.close();
        } else {
            lastPieceNs = source.clock().getAsLong();
        }
        return piece;
    }

    /** Looks for a page, beginning with the feed that is furthest behind and passing over those that are complete. */
    private void readPage(ByteBufAllocator allocator) {
        List<CpuFeed> order = feeds.furthestBehindFirst();
        lead.reached(order.isEmpty() ? Long.MAX_VALUE : order.get(0).progressNs());
        boolean ahead = false;
        boolean found = false;
        sent.nextLook();
        for (int i = 0; i < order.size() && !found && (!ahead || lead.isOpen()); i++) {
            CpuFeed cpuFeed = order.get(i);
            found = !cpuFeed.isFinished() && !gate.isSettled(cpuFeed) && poll(cpuFeed, ahead, allocator);
            ahead |= ordered && cpuFeed.progressNs() < newestSentNs;
        }
        if (!found) {
            gate.foundNothing(order, !ahead || lead.isOpen());
        }
    }

    /** Polls a CPU; returns whether there was a page. */
    private boolean poll(CpuFeed cpuFeed, boolean ahead, ByteBufAllocator allocator) {
        if (cpuFeed.changesTo(source.buffer().online(cpuFeed.cpu()))) {
            announce(cpuFeed);
        }
        long progressNs = cpuFeed.progressNs();
        long beforePollNs = source.clock().getAsLong();
        ByteBuffer page = scratch.page(allocator);
        boolean whole = gate.wantsWhole(cpuFeed, !receiver.isWaiting());
        metadata.nextPage();
        EventVisitor visitor = filter.leavesOut() ? EventVisitor.NONE : metadata;
        int length = cpuFeed.poll(page, !whole, Integer.MAX_VALUE, visitor, beforePollNs);
        if (length > 0) {
            sent.copied(cpuFeed.reader());
            int kept = filter.apply(cpuFeed, page, length);
            gate.passed(whole, cpuFeed.progressNs());
            addPage(allocator, cpuFeed, kept);
            newestSentNs = Math.max(newestSentNs, filter.lastNs());
            if (ahead) {
                lead.add(kept, filter.lastNs());
            }
        } else if (cpuFeed.hasSkipped()) {
            sent.copied(cpuFeed.reader());
            addPosition(cpuFeed);
        }
        if (!receiver.isWaiting() && cpuFeed.isDrained(length, receiver.untilNs(), beforePollNs)) {
            cpuFeed.finish();
        } else if (ordered && progressNs < newestSentNs && length == 0) {
            cpuFeed.complete(newestSentNs, source.clock());
        }
        boolean isTold = length > 0 && !filter.leavesOut() && !cpuFeed.isFinished();
        if (ordered && cpuFeed.progressNs() > progressNs && !isTold) {
            addWatermark(cpuFeed);
        }
        return length > 0;
    }

    /**
     * Adds a watermark. Any ring that appeared before that time has its CpuFeed by now: its events are not older than
     * the ring.
     */
    private void addWatermark(CpuFeed cpuFeed) {
        feeds.joinNew(this::introduce);
        add(FrameEncoder.watermark(cpuFeed.cpu(), cpuFeed.progressNs()));
    }

    /**
     * Adds a page, or only its receiver's new position if no bytes of it are left; its events have been shown to the metadata,
     * which has added the frames that precede it.
     */
    private void addPage(ByteBufAllocator allocator, CpuFeed cpuFeed, int length) {
        feeds.joinNew(this::introduce);
        receiver.count(cpuFeed, filter.kept(), length);
        addPosition(cpuFeed);
        if (length == 0) {
            return;
        }
        PageInfo info = cpuFeed.reader().page();
        ByteBuf frame = scratch.take(allocator, length);
        ByteBuffer head =
                frame.nioBuffer(0, FrameDescriptor.PAGE_DATA_OFFSET).slice().order(ByteOrder.LITTLE_ENDIAN);
        FrameEncoder.pageHeader(head, cpuFeed.cpu(), info.subbuf(), filter.startOffset(), info.endOffset(), length);
        ready.add(frame);
    }

    private void idle() {
        feeds.joinNew(this::introduce);
        if (!receiver.isWaiting() && feeds.allFinished()) {
            ended = true;
            add(FrameEncoder.end(EndReason.COMPLETE, "all available events have been sent"));
            return;
        }
        if (quietNs() > (isOwing() ? ALIVE_WHILE_OWING_NS : ALIVE_NS)) {
            add(FrameEncoder.alive());
        }
    }

    private boolean isOwing() {
        for (int i = 0; i < feeds.all().size(); i++) {
            if (feeds.all().get(i).progressNs() < newestSentNs) {
                return true;
            }
        }
        return false;
    }

    private long quietNs() {
        return source.clock().getAsLong() - lastPieceNs;
    }

    @Override
    public Rest rest() {
        boolean owing = isOwing();
        long aliveNs = Math.max(0, (owing ? ALIVE_WHILE_OWING_NS : ALIVE_NS) - quietNs() + 1);
        Rest most = feeds.longestRest().atMost(aliveNs);
        if (receiver.isWaiting() && gate.isClosed()) {
            return new Rest(most.ns(), true);
        }
        return receiver.isWaiting() && !(ordered && owing) && areCaughtUp() ? most : Rest.NONE;
    }

    @Override
    public boolean isCaughtUp() {
        return feeds.haveAll() && !(gate.isClosed() && feeds.hasMore());
    }

    private boolean areCaughtUp() {
        boolean caughtUp = true;
        for (int i = 0; i < feeds.all().size() && caughtUp; i++) {
            caughtUp = feeds.all().get(i).isCaughtUp();
        }
        return caughtUp;
    }

    @Override
    public BitSet cpus() {
        return feeds.wanted();
    }

    @Override
    public @Nullable Runnable onSent(boolean drained) {
        return sent.onSent(drained);
    }

    private void introduce(CpuFeed cpuFeed) {
        cpuFeed.eachReader(sent::begin, sent::end);
        announce(cpuFeed);
        addPosition(cpuFeed);
    }

    private void addPosition(CpuFeed cpuFeed) {
        add(FrameEncoder.position(
                cpuFeed.cpu(), source.buffer().created(), cpuFeed.reader().position()));
    }

    private void announce(CpuFeed cpuFeed) {
        add(FrameEncoder.cpu(cpuFeed.cpu(), source.buffer().online(cpuFeed.cpu())));
    }

    private void add(byte[] frame) {
        ready.add(Unpooled.wrappedBuffer(frame));
    }

    @Override
    public boolean ended() {
        return ended && ready.isEmpty();
    }

    @Override
    public ByteBuf farewell() {
        return Unpooled.wrappedBuffer(FrameEncoder.end(EndReason.SHUTDOWN, "the daemon is stopping"));
    }

    @Override
    public ByteBuf signOfLife() {
        return Unpooled.wrappedBuffer(FrameEncoder.alive());
    }

    @Override
    public void close() {
        ready.forEach(ByteBuf::release);
        ready.clear();
        scratch.close();
        feeds.close();
        sent.close();
        receiver.close();
    }
}
