package io.ringtail.daemon.control;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.handler.codec.DecoderException;
import io.ringtail.daemon.life.DaemonEnd;
import io.ringtail.daemon.log.RemoteLog;
import io.ringtail.proto.control.ControlMessage;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One control connection: passes incoming messages to the listener, and sends the conductor's answers.
 *
 * <p>It is read only while few of its messages are outstanding, and is closed if its client does not read: neither can
 * consume unbounded memory.
 */
final class SocketProxy extends SimpleChannelInboundHandler<ControlMessage> implements ClientProxy {
    private static final Logger LOG = LoggerFactory.getLogger(SocketProxy.class);
    private static final int MOST_OUTSTANDING = 256;
    private static final int FEW_OUTSTANDING = 64;

    /** SO_PEERPIDFD of SOL_SOCKET, from Linux 6.5 on: each read creates a new descriptor. */
    private static final IntegerUnixChannelOption PEER_PIDFD = new IntegerUnixChannelOption("SO_PEERPIDFD", 1, 77);

    private final Channel channel;
    private final Peer peer;
    private final ClientListener listener;
    private final DaemonEnd end;
    private final RemoteLog log;
    private final AtomicInteger outstanding = new AtomicInteger();
    private final AtomicBoolean failed = new AtomicBoolean();

    SocketProxy(Channel channel, Peer peer, ClientListener listener, DaemonEnd end, RemoteLog log) {
        this.channel = channel;
        this.peer = peer;
        this.listener = listener;
        this.end = end;
        this.log = log;
    }

    @Override
    public Peer peer() {
        return peer;
    }

    @Override
    public @Nullable ProcessDescriptor process() {
        try {
            Integer pidfd = channel.config().getOption(PEER_PIDFD);
            return pidfd == null || pidfd < 0 ? null : new ProcessDescriptor(pidfd);
        } catch (ChannelException olderKernelOrClosed) {
            return null;
        }
    }

    @Override
    public void send(ControlMessage message) {
        long excess = channel.bytesBeforeWritable();
        // A channel that is being closed has no outbound buffer: Netty calls it active, not writable, and without
        // bound.
        if (excess > 0 && excess < Long.MAX_VALUE) {
            fail("the client does not read its socket, and " + ControlServer.MOST_UNREAD_BYTES + " bytes are waiting");
            return;
        }
        channel.writeAndFlush(message, channel.voidPromise());
    }

    @Override
    public void sendAndClose(ControlMessage message) {
        channel.writeAndFlush(message).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void fail(String reason) {
        if (failed.compareAndSet(false, true)) {
            String line = "closing the control connection of " + peer + ": " + reason;
            log.log(LOG, Level.WARN, "control connections closed", peer.account(), line);
        }
        channel.close();
    }

    /** Closes the connection; messages that still arrive were sent before, and are not the client's fault. */
    @Override
    public void close() {
        failed.set(true);
        channel.close();
    }

    @Override
    public void handled() {
        if (outstanding.decrementAndGet() == FEW_OUTSTANDING) {
            channel.config().setAutoRead(true);
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ControlMessage message) {
        if (outstanding.incrementAndGet() == MOST_OUTSTANDING) {
            channel.config().setAutoRead(false);
            // The conductor may have handled most of them before the line above took effect.
            if (outstanding.get() <= FEW_OUTSTANDING) {
                channel.config().setAutoRead(true);
            }
        }
        listener.onMessage(this, message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        listener.onClosed(this);
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException || end.failedFatally("a control connection", cause)) {
            close();
            return;
        }
        Throwable reason = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        fail(String.valueOf(reason.getMessage()));
    }
}
