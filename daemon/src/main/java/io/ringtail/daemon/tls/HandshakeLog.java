package io.ringtail.daemon.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.ringtail.daemon.log.RemoteLog;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Logs handshakes that failed, unless the client just went away. */
final class HandshakeLog extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(HandshakeLog.class);

    private final RemoteLog log;

    HandshakeLog(RemoteLog log) {
        this.log = log;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (!handshake.isSuccess() && !(handshake.cause() instanceof ClosedChannelException)) {
                String who = account(ctx);
                String why = String.valueOf(handshake.cause().getMessage()).replaceAll("\\p{Cc}", "?");
                log.log(LOG, Level.INFO, "TLS handshakes failed", who, "TLS handshake with " + who + " failed: " + why);
            }
            ctx.pipeline().remove(this);
        }
        ctx.fireUserEventTriggered(event);
    }

    /** The key under which log lines are counted. */
    static String account(ChannelHandlerContext ctx) {
        return ctx.channel().remoteAddress() instanceof InetSocketAddress peer
                ? peer.getAddress().getHostAddress()
                : "an unknown address";
    }
}
