package io.ringtail.daemon.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.ringtail.daemon.buffer.RingReader;
import io.ringtail.proto.stream.EndReason;
import io.ringtail.proto.stream.FrameDescriptor;
import io.ringtail.proto.stream.FrameEncoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The frames of {@code /stream}: a page of the CPU that is furthest behind, each page behind the frames that it needs.
 *
 * <p>A watermark is owed to the receiver for a CPU when pages of any CPU have been sent since its last one. Its time is
 * read before the poll that finds the CPU's ring empty, and it is sent only if nothing was reserved in the ring either.
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
    private long pagesSent;
    private long lastPieceNs;
    private boolean ended;

    StreamFeed(Served served, FeedOptions options, Session session) {
        this.served = served;
        this.session = session;
        this.lanes = new Lanes(served.buffer(), options);
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
        List<Lane> order = lanes.furthestBehindFirst();
        for (int i = 0; i < order.size() && ready.isEmpty() && !ended; i++) {
            poll(order.get(i), allocator);
        }
        if (ready.isEmpty()) {
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

    private void poll(Lane lane, ByteBufAllocator allocator) {
        if (lane.isFinished()) {
            return;
        }
        if (lane.changesTo(served.buffer().online(lane.cpu()))) {
            announce(lane);
        }
        long beforePollNs = served.clock().getAsLong();
        ByteBuffer page = scratch.page(allocator);
        int length = lane.poll(page, true, beforePollNs);
        if (length > 0) {
            addPage(allocator, lane, page, length);
        } else if (lane.reader().caughtUp() && lane.owesWatermark(pagesSent)) {
            add(FrameEncoder.watermark(lane.cpu(), beforePollNs));
            lane.watermarkSent(pagesSent);
        }
        if (!session.isWaiting() && lane.isDrained(length, session.untilNs(), beforePollNs)) {
            lane.finish();
        }
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
        pagesSent++;
    }

    private void idle() {
        if (ended) {
            return;
        }
        lanes.joinNew(this::introduce);
        if (!session.isWaiting() && lanes.allFinished()) {
            ended = true;
            add(FrameEncoder.end(EndReason.COMPLETE, "everything that was there has been sent"));
            return;
        }
        boolean owing = lanes.all().stream().anyMatch(lane -> lane.owesWatermark(pagesSent));
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
    public void close() {
        ready.forEach(ByteBuf::release);
        ready.clear();
        scratch.close();
        lanes.close();
        session.close();
    }
}
