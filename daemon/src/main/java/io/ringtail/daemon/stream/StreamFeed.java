package io.ringtail.daemon.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.ringtail.daemon.buffer.RingReader;
import io.ringtail.proto.stream.EndReason;
import io.ringtail.proto.stream.FrameDescriptor;
import io.ringtail.proto.stream.FrameEncoder;
import io.ringtail.proto.stream.HeaderTexts;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The frames of {@code /stream}: a page of the CPU that is furthest behind, each page behind the frames that it needs.
 *
 * <p>A receiver that puts all into one order of time holds an event until each other CPU is complete up to it. A CPU that
 * has nothing more, and is behind what was sent of others, is fenced therefore: the receiver gets the fence's time as a
 * watermark. While the CPU that is furthest behind can be neither read nor fenced, others are sent ahead of it only so far
 * as the receiver has asked for. So a receiver holds two pages of each CPU and that much at most, however slowly it reads.
 */
final class StreamFeed implements Feed {
    private static final long ALIVE_WHILE_OWING_NS = 250_000_000;
    private static final long ALIVE_NS = 5_000_000_000L;

    private final Served served;
    private final Session session;
    private final Lanes lanes;
    private final PageScratch scratch;
    private final PageMetadata metadata;
    private final ArrayDeque<ByteBuf> ready = new ArrayDeque<>();
    private final Lead lead;
    private final boolean ordered;
    /** The newest event of all that was sent, ns; a receiver that goes on may hold any that is older than its request. */
    private long newestSentNs;

    private long lastPieceNs;
    private boolean ended;

    StreamFeed(Served served, FeedOptions options, Session session) {
        this.served = served;
        this.session = session;
        this.lanes = new Lanes(served.buffer(), options);
        this.lead = new Lead(options.aheadBytes());
        this.ordered = options.isOrdered();
        this.newestSentNs = options.after() == null ? Long.MIN_VALUE : options.askedNs();
        int subbufSize = served.buffer().geometry().ring().subbufSize();
        this.scratch = new PageScratch(FrameDescriptor.PAGE_DATA_OFFSET, subbufSize);
        this.metadata = new PageMetadata(served.events(), served.names());
        add(FrameEncoder.hello(
                HeaderTexts.hello(served.buffer().geometry(), served.buffer().bootId(), served.host())));
        lanes.all().forEach(this::introduce);
        lastPieceNs = options.askedNs();
    }

    @Override
    public Session session() {
        return session;
    }

    @Override
    public @Nullable ByteBuf next(ByteBufAllocator allocator) {
        lanes.stillTaking();
        if (ready.isEmpty() && !ended) {
            readPage(allocator);
        }
        if (ready.isEmpty() && !ended) {
            idle();
        }
        ByteBuf piece = ready.poll();
        if (piece == null) {
            lanes.nextTurn();
            scratch.close();
        } else {
            lastPieceNs = served.clock().getAsLong();
        }
        return piece;
    }

    /** Looks for a page on the lanes, the one furthest behind first, past those that are complete. */
    private void readPage(ByteBufAllocator allocator) {
        List<Lane> order = lanes.furthestBehindFirst();
        lead.reached(order.isEmpty() ? Long.MAX_VALUE : order.get(0).progressNs());
        boolean ahead = false;
        boolean found = false;
        for (int i = 0; i < order.size() && !found && (!ahead || lead.isOpen()); i++) {
            Lane lane = order.get(i);
            found = !lane.isFinished() && poll(lane, ahead, allocator);
            ahead |= ordered && lane.progressNs() < newestSentNs;
        }
    }

    /** Whether there was a page. */
    private boolean poll(Lane lane, boolean ahead, ByteBufAllocator allocator) {
        if (lane.changesTo(served.buffer().online(lane.cpu()))) {
            announce(lane);
        }
        long progressNs = lane.progressNs();
        long beforePollNs = served.clock().getAsLong();
        ByteBuffer page = scratch.page(allocator);
        int length = lane.poll(page, true, beforePollNs);
        if (length > 0) {
            addPage(allocator, lane, page, length);
            newestSentNs = Math.max(newestSentNs, lane.progressNs());
            if (ahead) {
                lead.add(length, lane.progressNs());
            }
        }
        if (!session.isWaiting() && lane.isDrained(length, session.untilNs(), beforePollNs)) {
            lane.finish();
        } else if (ordered && progressNs < newestSentNs && length == 0) {
            lane.complete(newestSentNs, served.clock());
        }
        if (ordered && lane.progressNs() > progressNs && (length == 0 || lane.isFinished())) {
            addWatermark(lane);
        }
        return length > 0;
    }

    /** A ring that has come before that time has its lane by now: an event of its is not older than the ring. */
    private void addWatermark(Lane lane) {
        lanes.joinNew(this::introduce);
        add(FrameEncoder.watermark(lane.cpu(), lane.progressNs()));
    }

    private void addPage(ByteBufAllocator allocator, Lane lane, ByteBuffer page, int length) {
        lanes.joinNew(this::introduce);
        metadata.announce(page, length, this::add);
        addPosition(lane);
        RingReader reader = lane.reader();
        session.count(reader, length);
        ByteBuf frame = scratch.take(allocator, length);
        ByteBuffer head =
                frame.nioBuffer(0, FrameDescriptor.PAGE_DATA_OFFSET).slice().order(ByteOrder.LITTLE_ENDIAN);
        FrameEncoder.pageHeader(head, lane.cpu(), reader.subbuf(), reader.startOffset(), reader.endOffset(), length);
        ready.add(frame);
    }

    private void idle() {
        lanes.joinNew(this::introduce);
        if (!session.isWaiting() && lanes.allFinished()) {
            ended = true;
            add(FrameEncoder.end(EndReason.COMPLETE, "everything that was there has been sent"));
            return;
        }
        boolean owing = lanes.all().stream().anyMatch(lane -> lane.progressNs() < newestSentNs);
        long quietNs = served.clock().getAsLong() - lastPieceNs;
        if (quietNs > (owing ? ALIVE_WHILE_OWING_NS : ALIVE_NS)) {
            add(FrameEncoder.alive());
        }
    }

    private void introduce(Lane lane) {
        announce(lane);
        addPosition(lane);
    }

    private void addPosition(Lane lane) {
        add(FrameEncoder.position(
                lane.cpu(), served.buffer().created(), lane.reader().position()));
    }

    private void announce(Lane lane) {
        add(FrameEncoder.cpu(lane.cpu(), served.buffer().online(lane.cpu())));
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
        return Unpooled.wrappedBuffer(FrameEncoder.end(EndReason.SHUTDOWN, "the daemon stops"));
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
        lanes.close();
        session.close();
    }
}
