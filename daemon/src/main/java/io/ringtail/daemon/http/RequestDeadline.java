package io.ringtail.daemon.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection on which no complete request arrives in time, however slowly its bytes trickle, or that does not
 * accept a complete response in time. A streaming reply has no deadline while it lasts: its receiver may be as slow as
 * it likes. What is queued when it ends is bounded, but counts as no receiver's any more, so its receiver must take a
 * part of it from time to time.
 */
final class RequestDeadline extends ChannelDuplexHandler {
    /** So long that someone who pages through a text may pause. */
    private static final long REST_TIMEOUT_MS = 600_000;

    private final long timeoutMs;
    private final long restTimeoutMs;
    private @Nullable ScheduledFuture<?> deadline;

    RequestDeadline(long timeoutMs) {
        this(timeoutMs, REST_TIMEOUT_MS);
    }

    /**
     * Creates limits.
     *
     * @param timeoutMs for a request, and for taking a complete response
     * @param restTimeoutMs for which a receiver may take nothing of a stream that has ended
     */
    RequestDeadline(long timeoutMs, long restTimeoutMs) {
        this.timeoutMs = timeoutMs;
        this.restTimeoutMs = restTimeoutMs;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        arm(ctx);
        ctx.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        disarm();
        ctx.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof LastHttpContent) {
            disarm();
        }
        ctx.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof FullHttpResponse) {
            arm(ctx);
        } else if (message instanceof LastHttpContent) {
            awaitRest(ctx, Long.MAX_VALUE);
        }
        if (message instanceof LastHttpContent) {
            ChannelPromise sent = promise.unvoid();
            sent.addListener(done -> arm(ctx));
            ctx.write(message, sent);
        } else {
            ctx.write(message, promise);
        }
    }

    private void arm(ChannelHandlerContext ctx) {
        disarm();
        if (ctx.channel().isActive()) {
            deadline = ctx.executor().schedule(() -> ctx.close(), timeoutMs, TimeUnit.MILLISECONDS);
        }
    }

    private void awaitRest(ChannelHandlerContext ctx, long pendingBefore) {
        disarm();
        if (ctx.channel().isActive()) {
            Runnable check = () -> {
                long pending = pendingBytes(ctx.channel());
                if (pending < pendingBefore) {
                    awaitRest(ctx, pending);
                } else {
                    ctx.close();
                }
            };
            deadline = ctx.executor().schedule(check, restTimeoutMs, TimeUnit.MILLISECONDS);
        }
    }

    private static long pendingBytes(Channel channel) {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    private void disarm() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }
}
