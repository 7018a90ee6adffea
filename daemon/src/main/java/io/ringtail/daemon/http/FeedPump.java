package io.ringtail.daemon.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import io.ringtail.daemon.feed.Feed;
import io.ringtail.daemon.feed.Rest;
import io.ringtail.daemon.wake.RingWatch;
import io.ringtail.daemon.wake.Sleeper;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends a feed's pieces while its channel accepts them, all on the channel's event loop. A full channel suspends the
 * pump until it drains; nothing else resumes it. Once the feed is drained, the pump sleeps until a ring moves, or until
 * its {@link Pace} requires the next poll.
 */
final class FeedPump extends ChannelInboundHandlerAdapter {
    private static final int PIECES_A_TURN = 64;
    /** The first interval between signs of life to a receiver that has closed its side of the connection. */
    private static final long FIRST_PROBE_MS = 100;
    /** The longest one: each is twice the one before. */
    private static final long MOST_PROBE_MS = 5000;

    private final Feed feed;
    private final RingWatch watch;
    private final Pace pace = new Pace();
    private final Runnable finished;
    private final Consumer<Throwable> failed;
    private @Nullable Sleeper sleeper;
    private @Nullable ScheduledFuture<?> nextPoll;
    /** Bytes sent since the feed was last drained. */
    private long turnBytes;
    /** Bytes read when the feed was last drained: what a filter leaves out is read, too. */
    private long drainedBytes;

    private boolean running = true;
    private boolean flushing;
    /** Whether a piece has been sent, which the receiver must get first. */
    private boolean begun;

    /**
     * Pumps one feed, which the pump closes.
     *
     * @param watch wakes the pump when the feed's rings move
     * @param finished run when the reply is complete and the channel may take another request
     * @param failed receives the failure that cut the reply short
     */
    FeedPump(Feed feed, RingWatch watch, Runnable finished, Consumer<Throwable> failed) {
        this.feed = feed;
        this.watch = watch;
        this.finished = finished;
        this.failed = failed;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        sleeper = watch.sleeper(ctx.executor(), feed.cpus(), () -> run(ctx));
        feed.receiver().onFinish(() -> ctx.executor().execute(() -> run(ctx)));
        ctx.executor().execute(() -> run(ctx));
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable() && !flushing) {
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
            probe(ctx, FIRST_PROBE_MS);
        }
        ctx.fireUserEventTriggered(event);
    }

    /**
     * Probes a receiver: one that is gone answers the first sign with a reset; the next write fails and closes the
     * channel. Receivers of a feed without such signs are left to {@link HalfClosure}.
     */
    private void probe(ChannelHandlerContext ctx, long nextMs) {
        if (!running) {
            return;
        }
        if (ctx.channel().isWritable()) {
            ByteBuf sign = feed.signOfLife();
            if (sign == null) {
                return;
            }
            ctx.writeAndFlush(new DefaultHttpContent(sign));
        }
        long laterMs = Math.min(2 * nextMs, MOST_PROBE_MS);
        ctx.executor().schedule(() -> probe(ctx, laterMs), nextMs, TimeUnit.MILLISECONDS);
    }

    private void run(ChannelHandlerContext ctx) {
        if (!running) {
            return;
        }
        try {
            pump(ctx);
        } catch (Throwable e) {
            failed.accept(e);
            ctx.close();
            stop();
        }
    }

    private void pump(ChannelHandlerContext ctx) {
        rise();
        int sent = 0;
        boolean more = true;
        while (more && sent < PIECES_A_TURN && ctx.channel().isWritable()) {
            ByteBuf piece = feed.next(ctx.alloc());
            more = piece != null;
            if (piece != null) {
                sent++;
                send(ctx, piece);
            }
        }
        if (!more) {
            noteLag();
            Runnable rest = feed.onSent(true);
            if (rest != null) {
                write(ctx, Unpooled.EMPTY_BUFFER, rest);
            }
        }
        if (!more && feed.ended()) {
            finish(ctx);
            return;
        }
        flush(ctx);
        if (!more) {
            sleep(ctx);
        } else if (ctx.channel().isWritable()) {
            ctx.executor().execute(() -> run(ctx));
        }
    }

    /**
     * Flushes what has been written. If the channel was full, it may accept more within this call: the caller sees to
     * that after it, so that no other turn ends in between and takes this one's pace.
     */
    private void flush(ChannelHandlerContext ctx) {
        flushing = true;
        ctx.flush();
        flushing = false;
    }

    private void noteLag() {
        if (feed.isCaughtUp()) {
            feed.receiver().caughtUp();
        } else {
            feed.receiver().isBehind(System.nanoTime());
        }
    }

    private void send(ChannelHandlerContext ctx, ByteBuf piece) {
        if (!piece.isReadable()) {
            piece.release();
            return;
        }
        begun = true;
        turnBytes += piece.readableBytes();
        Runnable sent = feed.onSent(false);
        if (sent == null) {
            ctx.write(new DefaultHttpContent(piece), ctx.voidPromise());
        } else {
            write(ctx, piece, sent);
        }
    }

    /** Writes a piece, and does something when it, and so every piece before it, is in the kernel's hands. */
    private static void write(ChannelHandlerContext ctx, ByteBuf piece, Runnable sent) {
        ctx.write(new DefaultHttpContent(piece)).addListener(written -> {
            if (written.isSuccess()) {
                sent.run();
            }
        });
    }

    private void rise() {
        if (nextPoll != null) {
            nextPoll.cancel(false);
            nextPoll = null;
        }
        if (sleeper != null) {
            sleeper.rise();
        }
    }

    /** Sleeps if nothing can come unless a ring moves; otherwise the event loop's own timer polls again soon. */
    private void sleep(ChannelHandlerContext ctx) {
        Rest rest = feed.rest();
        long readBytes = feed.receiver().readBytes();
        long turn = Math.max(turnBytes, readBytes - drainedBytes);
        if (turn == 0 && rest.ns() > 0 && sleeper != null) {
            pace.rests();
            sleeper.sleep(System.nanoTime(), rest.ns(), rest.whole());
        } else {
            nextPoll = ctx.executor().schedule(() -> run(ctx), pace.nextNs(turn), TimeUnit.NANOSECONDS);
        }
        turnBytes = 0;
        drainedBytes = readBytes;
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
            rise();
            if (sleeper != null) {
                sleeper.close();
            }
            feed.close();
        }
    }
}
