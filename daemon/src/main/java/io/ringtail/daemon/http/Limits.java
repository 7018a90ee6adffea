package io.ringtail.daemon.http;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.ringtail.daemon.access.LimitException;
import io.ringtail.daemon.access.Peers;
import io.ringtail.daemon.access.Principal;
import java.net.InetSocketAddress;
import java.util.Map;

/** Whose limits apply to a connection, and how a limit is reported. */
final class Limits {
    private static final String RETRY_SECONDS = "1";
    private static final String UNKNOWN = "an unknown address";

    private Limits() {}

    /** The address of a connection over TCP. */
    static String address(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress peer ? Peers.address(peer.getAddress()) : UNKNOWN;
    }

    /** The user of a connection over the UNIX socket, or the address of one over TCP, or its network. */
    static String account(Channel channel) {
        Principal local = channel.attr(Guard.LOCAL).get();
        if (local != null) {
            return local.account();
        }
        return Peers.account(address(channel));
    }

    /** The response to a request beyond a limit: 429 for one's own limit, 503 for that of all. */
    static HttpProblem problem(LimitException limit, boolean close) {
        return new HttpProblem(
                limit.isOfAccount() ? HttpResponseStatus.TOO_MANY_REQUESTS : HttpResponseStatus.SERVICE_UNAVAILABLE,
                limit.line(),
                close
                        ? Map.of(
                                HttpHeaderNames.RETRY_AFTER,
                                RETRY_SECONDS,
                                HttpHeaderNames.CONNECTION,
                                HttpHeaderValues.CLOSE.toString())
                        : Map.of(HttpHeaderNames.RETRY_AFTER, RETRY_SECONDS));
    }
}
