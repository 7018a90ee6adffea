package io.ringtail.daemon.stream;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Keeps web pages away from a daemon that their reader's browser can reach: on a loopback address, a {@code Host} that is
 * no loopback name (DNS rebinding) is refused, and everywhere a change that comes with an {@code Origin}.
 */
final class OriginCheck extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        String refusal = message instanceof FullHttpRequest request ? refusal(ctx, request) : null;
        if (refusal == null) {
            ctx.fireChannelRead(message);
            return;
        }
        ReferenceCountUtil.release(message);
        ctx.writeAndFlush(HttpText.of(HttpResponseStatus.FORBIDDEN, Reply.TEXT, refusal + "\n", false))
                .addListener(ChannelFutureListener.CLOSE);
    }

    private static @Nullable String refusal(ChannelHandlerContext ctx, FullHttpRequest request) {
        boolean reads =
                request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
        if (!reads && request.headers().contains(HttpHeaderNames.ORIGIN)) {
            return "a web page may change nothing here: send the request without Origin";
        }
        String host = request.headers().get(HttpHeaderNames.HOST);
        boolean loopback = ctx.channel().localAddress() instanceof InetSocketAddress local
                && local.getAddress().isLoopbackAddress();
        if (loopback && host != null && !isLoopback(host)) {
            return "this daemon listens on a loopback address and is not called '" + Printable.of(host)
                    + "': use http://127.0.0.1";
        }
        return null;
    }

    static boolean isLoopback(String hostAndPort) {
        String host = hostAndPort.toLowerCase(Locale.ROOT);
        if (host.startsWith("[")) {
            return host.startsWith("[::1]");
        }
        int colon = host.indexOf(':');
        String name = colon < 0 ? host : host.substring(0, colon);
        return name.equals("localhost") || name.matches("127(\\.\\d{1,3}){3}");
    }
}
