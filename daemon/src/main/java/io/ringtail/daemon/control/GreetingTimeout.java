package io.ringtail.daemon.control;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Closes a connection whose first message does not arrive in time; removes itself when it does. */
final class GreetingTimeout extends ChannelInboundHandlerAdapter {
    private static final long LIMIT_MS = 5000;

    private final Greeters greeters;
    private final Peer peer;
    private @Nullable Future<?> timeout;

    /** Creates the timeout of a connection that has entered. */
    GreetingTimeout(Greeters greeters, Peer peer) {
        this.greeters = greeters;
        this.peer = peer;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        timeout = ctx.executor().schedule(() -> giveUp(ctx), LIMIT_MS, TimeUnit.MILLISECONDS);
        ctx.fireChannelActive();
    }

    /** Makes the proxy close the connection, and log the reason. */
    private static void giveUp(ChannelHandlerContext ctx) {
        ctx.fireExceptionCaught(
                new TimeoutException("no complete HELLO received within " + LIMIT_MS / 1000 + " seconds"));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ctx.pipeline().remove(this);
        ctx.fireChannelRead(message);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        greeters.leave(peer);
        if (timeout != null) {
            timeout.cancel(false);
        }
    }
}
