package io.ringtail.daemon.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.concurrent.TimeUnit;

/**
 * Handles a connection whose client has closed its sending side: it receives the answers to its requests, a stream to
 * its end, and is then closed.
 *
 * <p>A client that has closed both directions looks the same until something is sent to it. If nothing is, keep-alive
 * probes detect that once the client's kernel has forgotten the connection, about a minute later on Linux. Since Netty
 * reports no error after the end of the input, the connection's state is asked for every {@value #PROBE_S} seconds.
 */
final class HalfClosure extends ChannelDuplexHandler {
    private static final int PROBE_S = 5;
    private static final int PROBES = 3;
    /** The state of a connection that was reset, or whose probes were not answered. */
    private static final int TCP_CLOSE = 7;

    private int unanswered;
    private boolean inputEnded;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof LastHttpContent) {
            unanswered++;
        }
        ctx.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (!(message instanceof LastHttpContent)) {
            ctx.write(message, promise);
            return;
        }
        unanswered--;
        ChannelPromise sent = promise.unvoid();
        if (inputEnded && unanswered <= 0) {
            sent.addListener(ChannelFutureListener.CLOSE);
        }
        ctx.write(message, sent);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        ctx.fireUserEventTriggered(event);
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            inputEnded = true;
            if (unanswered <= 0) {
                // Earlier answers may still wait to be sent.
                ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            } else {
                probe(ctx.channel());
            }
        }
    }

    private static void probe(Channel channel) {
        // A UNIX socket is closed at the end of its input; the other transport has no such options.
        if (channel instanceof EpollSocketChannel connection && connection.isOpen()) {
            channel.config().setOption(EpollChannelOption.TCP_KEEPIDLE, PROBE_S);
            channel.config().setOption(EpollChannelOption.TCP_KEEPINTVL, PROBE_S);
            channel.config().setOption(EpollChannelOption.TCP_KEEPCNT, PROBES);
            closeOnceReset(connection);
        }
    }

    private static void closeOnceReset(EpollSocketChannel connection) {
        if (connection.isOpen()) {
            if (connection.tcpInfo().state() == TCP_CLOSE) {
                connection.close();
            } else {
                connection.eventLoop().schedule(() -> closeOnceReset(connection), PROBE_S, TimeUnit.SECONDS);
            }
        }
    }
}
