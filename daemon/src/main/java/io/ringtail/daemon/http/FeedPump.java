package io.ringtail.daemon.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import io.ringtail.daemon.feed.Feed;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends a feed's pieces while its channel accepts them, all on the channel's event loop. A full channel suspends the
 * pump until it drains. Once the feed is drained, the pump polls it again: after 1 ms if busy, up to 4 ms if little
 * arrived (each poll costs CPU time), backing off to 20 ms when idle.
 */
final class FeedPump extends ChannelInboundHandlerAdapter {
    private static final int PIECES_A_TURN = 64;
    private static final long LEAST_WAIT_MS = 1;
    private static final long BUSY_WAIT_MS = 4;
    private static final long MOST_WAIT_MS = 20;
    /** Interval between signs of life to a receiver that has closed its side of the connection. */
    private static final long PROBE_MS = 100;

    /**
     * The threshold below which a turn yields little: a fraction of a ring's contents, and much compared with the cost
     * of a poll.
     */
    private static final int LITTLE_BYTES = 128 << 10;

    private final Feed feed;
    private final Runnable finished;
    private final Consumer<Throwable> failed;
    private @Nullable ScheduledFuture<?> nextLook;
    private long waitMs = LEAST_WAIT_MS;
    /** Bytes sent since the feed was last drained. */
    private long turnBytes;

    private boolean running = true;
    /** Whether a piece has been sent, which the receiver must get first. */
    private boolean begun;

    /**
     * Pumps one feed, which the pump closes.
     *
     * @param finished run when the reply is complete and the channel may take another request
     * @param failed receives the failure that cut the reply short
     */
    FeedPump(Feed feed, Runnable finished, Consumer<Throwable> failed) {
        this.feed = feed;
        this.finished = finished;
        this.failed = failed;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        ctx.executor().execute(() -> run(ctx));
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            run(ctx);
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        stop();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        stop();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ServerStops && running) {
            ByteBuf farewell = feed.farewell();
            if (farewell != null) {
                ctx.write(new DefaultHttpContent(farewell));
            }
            finish(ctx);
        } else if (event == ChannelInputShutdownEvent.INSTANCE && begun) {
            probe(ctx);
        }
        ctx.fireUserEventTriggered(event);
    }

    /**
     * Probes a receiver: one that is gone answers the first sign with a reset; the next write fails and closes the
     * channel.
     */
    private void probe(ChannelHandlerContext ctx) {
        ByteBuf sign = running && ctx.channel().isWritable() ? feed.signOfLife() : null;
        if (sign != null) {
            ctx.writeAndFlush(new DefaultHttpContent(sign));
        }
        if (running) {
            ctx.executor().schedule(() -> probe(ctx), PROBE_MS, TimeUnit.MILLISECONDS);
        }
    }

    private void run(ChannelHandlerContext ctx) {
        if (!running) {
            return;
        }
        cancelLook();
        try {
            pump(ctx);
        } catch (Throwable e) {
            failed.accept(e);
            ctx.close();
            stop();
        }
    }

    private void pump(ChannelHandlerContext ctx) {
        int sent = 0;
        boolean more = true;
        while (more && sent < PIECES_A_TURN && ctx.channel().isWritable()) {
            ByteBuf piece = feed.next(ctx.alloc());
            more = piece != null;
            if (piece != null) {
                begun = true;
                turnBytes += piece.readableBytes();
                ctx.write(new DefaultHttpContent(piece), ctx.voidPromise());
                sent++;
            }
        }
        if (!more) {
            feed.receiver().caughtUp();
        }
        if (!more && feed.ended()) {
            finish(ctx);
            return;
        }
        ctx.flush();
        if (!more) {
            nextLook = ctx.executor().schedule(() -> run(ctx), nextWaitMs(), TimeUnit.MILLISECONDS);
        } else if (ctx.channel().isWritable()) {
            ctx.executor().execute(() -> run(ctx));
        }
    }

    private long nextWaitMs() {
        waitMs = turnBytes >= LITTLE_BYTES
                ? Math.max(LEAST_WAIT_MS, waitMs / 2)
                : Math.min(2 * waitMs, turnBytes == 0 ? MOST_WAIT_MS : BUSY_WAIT_MS);
        turnBytes = 0;
        return waitMs;
    }

    private void finish(ChannelHandlerContext ctx) {
        stop();
        ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
        finished.run();
        ctx.pipeline().remove(this);
    }

    private void stop() {
        if (running) {
            running = false;
            cancelLook();
            feed.close();
        }
    }

    private void cancelLook() {
        if (nextLook != null) {
            nextLook.cancel(false);
            nextLook = null;
        }
    }
}
