package io.ringtail.daemon.http;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a request is meant for this daemon; one that does not clearly say so is malformed. The check keeps web
 * pages away from a daemon that their reader's browser can reach: on a loopback address, it refuses a host that is not
 * a loopback name (DNS rebinding), and on any address a change requested by a page that is not the daemon's own.
 */
final class RequestCheck extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        HttpProblem problem = message instanceof FullHttpRequest request
                        && request.decoderResult().isSuccess()
                ? problem(ctx, request)
                : null;
        if (problem == null) {
            ctx.fireChannelRead(message);
            return;
        }
        ReferenceCountUtil.release(message);
        ctx.writeAndFlush(HttpText.of(problem, false)).addListener(ChannelFutureListener.CLOSE);
    }

    private static @Nullable HttpProblem problem(ChannelHandlerContext ctx, FullHttpRequest request) {
        if (request.protocolVersion().majorVersion() != 1) {
            return new HttpProblem(
                    HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED, "this server speaks HTTP/1.1 and 1.0");
        }
        List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
        boolean optional = request.protocolVersion().compareTo(HttpVersion.HTTP_1_0) <= 0;
        if (hosts.size() > 1 || (hosts.isEmpty() && !optional)) {
            return bad("a request must have one Host header, this one has " + hosts.size());
        }
        RequestTarget target = RequestTarget.of(request.uri());
        if (target == null) {
            return bad("the target is neither a path nor a URL like http://HOST/PATH");
        }
        String scheme = RequestTarget.scheme(ctx.channel());
        if (target.scheme() != null && !target.scheme().equals(scheme)) {
            return new HttpProblem(
                    HttpResponseStatus.MISDIRECTED_REQUEST,
                    "the target is an " + target.scheme() + ":// URL, but this connection is for " + scheme
                            + ":// URLs");
        }
        HttpProblem named = hosts.isEmpty() ? null : host(ctx, hosts.get(0));
        if (named == null && target.authority() != null) {
            named = host(ctx, target.authority());
        }
        return named == null && isChange(request) && PageOrigin.isForeign(ctx.channel(), request)
                ? forbidden("another site's web page may not change anything here: send the request without Origin, or"
                        + " from a page of this daemon at an address, localhost, or a name of its certificate")
                : named;
    }

    private static @Nullable HttpProblem host(ChannelHandlerContext ctx, String text) {
        Authority host = Authority.parse(text);
        if (host == null) {
            return bad("'" + Printable.of(text) + "' is not HOST:PORT");
        }
        boolean loopback = ctx.channel().localAddress() instanceof InetSocketAddress local
                && local.getAddress().isLoopbackAddress();
        return loopback && !host.isLoopback()
                ? forbidden("this daemon listens on a loopback address, but '" + Printable.of(text)
                        + "' is not a loopback name: use http://127.0.0.1:"
                        + ((InetSocketAddress) ctx.channel().localAddress()).getPort())
                : null;
    }

    private static boolean isChange(FullHttpRequest request) {
        return !request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD);
    }

    private static HttpProblem bad(String line) {
        return new HttpProblem(HttpResponseStatus.BAD_REQUEST, line);
    }

    private static HttpProblem forbidden(String line) {
        return new HttpProblem(HttpResponseStatus.FORBIDDEN, line);
    }
}
