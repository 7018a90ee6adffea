package io.ringtail.daemon.agent;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.util.concurrent.ScheduledFuture;
import io.ringtail.daemon.feed.Feed;
import io.ringtail.daemon.feed.Rest;
import io.ringtail.daemon.wake.RingWatch;
import io.ringtail.daemon.wake.Sleeper;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends one CPU's pages to a peer while it takes them. Once the feed is drained, the pump sleeps until the ring moves,
 * or polls again soon while a writer owes an event. Once the feed has ended, waits until the peer's host has all of
 * them: trace-cmd takes what has arrived when the session ends, and nothing that is still on its way.
 */
final class PagePump extends ChannelInboundHandlerAdapter {
    private static final int PAGES_A_TURN = 64;
    private static final long LEAST_WAIT_MS = 1;
    private static final long MOST_WAIT_MS = 20;
    private static final long ACKNOWLEDGE_WAIT_MS = 2;
    /** The states of a connection (tcp_states.h) in which all that was sent, and its end, is acknowledged. */
    private static final int TCP_FIN_WAIT2 = 5;

    private static final int TCP_TIME_WAIT = 6;
    private static final int TCP_CLOSE = 7;

    private final Feed feed;
    private final RingWatch watch;
    private final Events events;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Sleeper sleeper;
    private @Nullable ScheduledFuture<?> nextLook;
    private long waitMs = LEAST_WAIT_MS;
    private boolean running = true;
    private boolean drained;

    /** What a pump reports. */
    interface Events {
        /** A piece was handed to the peer. */
        void onProgress();

        /** Everything available is sent, or no longer. */
        void onDrained(boolean drained);

        /** The peer's host has all pages. */
        void onAllSent();

        /** The peer has ended the connection. */
        void onGone();

        /** Reading the rings failed. */
        void onFailure(Throwable cause);
    }

    PagePump(Feed feed, RingWatch watch, Events events) {
        this.feed = feed;
        this.watch = watch;
        this.events = events;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        sleeper = watch.sleeper(ctx.executor(), feed.cpus(), this::wake);
        ctx.executor().execute(this::wake);
    }

    /** Looks for pages now. */
    void wake() {
        ChannelHandlerContext ctx = context;
        if (ctx == null || !running) {
            return;
        }
        try {
            pump(ctx);
        } catch (RuntimeException | Error e) {
            stop();
            events.onFailure(e);
        }
    }

    private void pump(ChannelHandlerContext ctx) {
        rise();
        int sent = 0;
        boolean more = true;
        while (more && sent < PAGES_A_TURN && ctx.channel().isWritable()) {
            ByteBuf page = feed.next(ctx.alloc());
            more = page != null;
            if (page != null) {
                sent++;
                setDrained(false);
                ctx.write(page).addListener(written -> events.onProgress());
            }
        }
        if (!more && feed.ended()) {
            finish(ctx);
            return;
        }
        ctx.flush();
        if (!more) {
            setDrained(true);
            rest(ctx, sent > 0);
        } else if (ctx.channel().isWritable()) {
            ctx.executor().execute(this::wake);
        }
    }

    /** Sleeps, unless there may be more soon: then the event loop's own timer, which costs less, runs the next look. */
    private void rest(ChannelHandlerContext ctx, boolean sent) {
        // The flush before may have run this pump, which then has a look to come, or have ended it.
        rise();
        if (!running) {
            return;
        }
        Rest rest = feed.rest();
        if (!sent && rest.ns() > 0 && sleeper != null) {
            waitMs = LEAST_WAIT_MS;
            sleeper.sleep(System.nanoTime(), rest.ns(), rest.whole());
        } else {
            waitMs = sent ? LEAST_WAIT_MS : Math.min(2 * waitMs, MOST_WAIT_MS);
            nextLook = ctx.executor().schedule(this::wake, waitMs, TimeUnit.MILLISECONDS);
        }
    }

    private void setDrained(boolean now) {
        if (drained != now) {
            drained = now;
            events.onDrained(now);
        }
    }

    private void finish(ChannelHandlerContext ctx) {
        stop();
        EpollSocketChannel channel = (EpollSocketChannel) ctx.channel();
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER)
                .addListener(written -> channel.shutdownOutput().addListener(ended -> awaitAcknowledgement(channel)));
    }

    private void awaitAcknowledgement(EpollSocketChannel channel) {
        if (isAcknowledged(channel)) {
            events.onAllSent();
        } else {
            channel.eventLoop()
                    .schedule(() -> awaitAcknowledgement(channel), ACKNOWLEDGE_WAIT_MS, TimeUnit.MILLISECONDS);
        }
    }

    private static boolean isAcknowledged(EpollSocketChannel channel) {
        if (!channel.isOpen()) {
            return true;
        }
        int state = channel.tcpInfo().state();
        return state == TCP_FIN_WAIT2 || state == TCP_TIME_WAIT || state == TCP_CLOSE;
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            wake();
        }
        ctx.fireChannelWritabilityChanged();
    }

    /** Discards what a peer sends: it has nothing to say here. */
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ((ByteBuf) message).release();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        boolean early = running;
        stop();
        if (early) {
            events.onGone();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            ctx.close();
        } else {
            events.onFailure(cause);
        }
    }

    void stop() {
        running = false;
        rise();
        if (sleeper != null) {
            sleeper.close();
            sleeper = null;
        }
    }

    private void rise() {
        if (nextLook != null) {
            nextLook.cancel(false);
            nextLook = null;
        }
        if (sleeper != null) {
            sleeper.rise();
        }
    }
}
