package io.ringtail.daemon.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.ringtail.daemon.access.Peers;
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
                String who = address(ctx);
                String why = String.valueOf(handshake.cause().getMessage()).replaceAll("\\p{Cc}", "?");
                String line = "TLS handshake with " + who + " failed: " + why;
                log.log(LOG, Level.INFO, "TLS handshakes failed", Peers.account(who), line);
            }
            ctx.pipeline().remove(this);
        }
        ctx.fireUserEventTriggered(event);
    }

    /** The peer's address. */
    static String address(ChannelHandlerContext ctx) {
        return ctx.channel().remoteAddress() instanceof InetSocketAddress peer
                ? Peers.address(peer.getAddress())
                : "an unknown address";
    }
}
