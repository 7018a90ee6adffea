package io.ringtail.daemon.http;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import io.ringtail.daemon.access.Access;
import io.ringtail.daemon.access.AccessRefusedException;
import io.ringtail.daemon.access.NeededRoles;
import io.ringtail.daemon.access.Principal;
import java.net.InetSocketAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Identifies the sender of each request, and refuses what it may not do; shared by all connections. */
final class Guard {
    /** The principal of a connection over the UNIX socket, which the kernel attests; absent over TCP. */
    static final AttributeKey<Principal> LOCAL = AttributeKey.valueOf(Guard.class, "local");

    private final Access access;

    Guard(Access access) {
        this.access = access;
    }

    /** Parses a request that its sender may make. */
    Request admit(Channel channel, FullHttpRequest http) throws HttpProblem {
        try {
            Principal sender = sender(channel, http);
            Request request = Request.of(http, peer(channel, sender), sender);
            boolean lossless = request.parameters().flag("lossless", false);
            access.require(sender, NeededRoles.of(request.method().name(), request.names(), lossless));
            return request;
        } catch (AccessRefusedException e) {
            throw problem(e);
        }
    }

    private Principal sender(Channel channel, FullHttpRequest http) throws AccessRefusedException {
        Principal local = channel.attr(LOCAL).get();
        if (local != null) {
            return local;
        }
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        @Nullable String authorization = http.headers().get(HttpHeaderNames.AUTHORIZATION);
        InetSocketAddress peer = channel.remoteAddress() instanceof InetSocketAddress address ? address : null;
        String from = peer == null ? "an unknown address" : peer.getAddress().getHostAddress();
        boolean loopback = peer != null && peer.getAddress().isLoopbackAddress();
        return access.identify(authorization, tls == null ? null : tls.engine().getSession(), from, loopback);
    }

    private static String peer(Channel channel, Principal sender) {
        return sender.origin() == Principal.Origin.NETWORK
                ? String.valueOf(channel.remoteAddress())
                : sender.from();
    }

    private static HttpProblem problem(AccessRefusedException refusal) {
        String challenge = refusal.challenge();
        return new HttpProblem(
                refusal.isUnidentified() ? HttpResponseStatus.UNAUTHORIZED : HttpResponseStatus.FORBIDDEN,
                refusal.line(),
                challenge == null ? Map.of() : Map.of(HttpHeaderNames.WWW_AUTHENTICATE, challenge));
    }
}
