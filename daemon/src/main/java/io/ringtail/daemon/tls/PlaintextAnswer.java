package io.ringtail.daemon.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.ringtail.daemon.access.Peers;
import io.ringtail.daemon.log.RemoteLog;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Answers a client that does not begin with a TLS handshake, in plain HTTP, and closes its connection. */
final class PlaintextAnswer extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(PlaintextAnswer.class);
    /** The type of a TLS record that begins a handshake. */
    private static final byte HANDSHAKE = 22;

    private static final String BODY = "this port speaks TLS 1.3 only: use an https:// URL\n";
    private static final byte[] ANSWER = ("HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n"
                    + "Content-Length: " + BODY.length() + "\r\nConnection: close\r\n\r\n" + BODY)
            .getBytes(StandardCharsets.US_ASCII);

    private final RemoteLog log;
    private boolean answered;

    PlaintextAnswer(RemoteLog log) {
        this.log = log;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (!answered && bytes.isReadable() && bytes.getByte(bytes.readerIndex()) == HANDSHAKE) {
            ctx.fireChannelRead(message);
            ctx.pipeline().remove(this);
            return;
        }
        bytes.release();
        if (!answered) {
            answered = true;
            String who = HandshakeLog.address(ctx);
            String line = who + " does not speak TLS: connection closed";
            log.log(LOG, Level.INFO, "connections without TLS", Peers.account(who), line);
            ctx.writeAndFlush(Unpooled.wrappedBuffer(ANSWER)).addListener(ChannelFutureListener.CLOSE);
        }
    }
}
