package io.ringtail.daemon.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.ringtail.daemon.access.LimitException;
import io.ringtail.daemon.access.Principal;
import io.ringtail.daemon.access.Slots;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Limits the connections, those of one peer and all; shared by all connections.
 *
 * <p>A connection beyond a limit is kept for a moment: health checks are answered, and other requests learn the reason.
 * Only a few are kept, the newest ones, so that a crowd of silent connections cannot keep a health check out.
 */
@Sharable
final class ConnectionLimit extends ChannelInboundHandlerAdapter {
    /** Of each so many connections, one more is kept beyond the limit. */
    private static final int BEYOND_PART = 16;

    private static final long KEPT_MS = 2000;

    private final Slots slots;
    private final int mostBeyond;
    /** The connections beyond the limits, the oldest first; its monitor guards it. */
    private final Deque<Channel> beyond = new ArrayDeque<>();

    ConnectionLimit(Slots slots) {
        this.slots = slots;
        this.mostBeyond = Math.max(2, slots.use().most() / BEYOND_PART);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        Channel channel = ctx.channel();
        Principal local = channel.attr(Guard.LOCAL).get();
        String account = Limits.account(channel);
        try {
            slots.take(account, local != null && local.isOperator());
            channel.closeFuture().addListener(closed -> slots.release(account));
        } catch (LimitException e) {
            keep(channel, e);
        }
        ctx.fireChannelActive();
    }

    private void keep(Channel channel, LimitException why) {
        channel.attr(Guard.BEYOND).set(why);
        channel.eventLoop().schedule(() -> channel.close(), KEPT_MS, TimeUnit.MILLISECONDS);
        Channel oldest = enter(channel);
        channel.closeFuture().addListener(closed -> leave(channel));
        if (oldest != null) {
            oldest.close();
        }
    }

    private @Nullable Channel enter(Channel channel) {
        synchronized (beyond) {
            beyond.addLast(channel);
            return beyond.size() > mostBeyond ? beyond.pollFirst() : null;
        }
    }

    private void leave(Channel channel) {
        synchronized (beyond) {
            beyond.remove(channel);
        }
    }
}
