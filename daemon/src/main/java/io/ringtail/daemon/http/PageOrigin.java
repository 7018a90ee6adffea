package io.ringtail.daemon.http;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.ringtail.daemon.tls.ServerTls;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The origin of the web page that caused a request. Browsers state it in {@code Origin} and {@code Sec-Fetch-Site}, and
 * no page can suppress or change these. A request without them was typed into the address bar, or is not a browser's.
 *
 * <p>A page is the daemon's own if its origin is exactly the scheme and authority of the request, and no other server
 * can have that origin. With DNS rebinding, another site's name denotes the daemon's address, and both headers agree.
 * Therefore a name is only trusted if it cannot be rebound: {@code localhost}, or over TLS a name of the certificate, as
 * the browser has verified that the site of that origin holds it. A wildcard does not count, since another server may
 * have a name that it covers. An address needs no name.
 */
final class PageOrigin {
    private static final String SITE = "Sec-Fetch-Site";
    private static final String NO_SITE = "none";
    private static final Set<String> OWN_SITE = Set.of(NO_SITE, "same-origin");

    private PageOrigin() {}

    /** Returns whether a page that may not be the daemon's own caused a request, whose Host has been checked. */
    static boolean isForeign(Channel channel, FullHttpRequest request) {
        List<String> origins = request.headers().getAll(HttpHeaderNames.ORIGIN);
        List<String> sites = request.headers().getAll(SITE);
        if (origins.isEmpty()) {
            return !sites.stream().allMatch(NO_SITE::equals);
        }
        boolean sameSite = sites.isEmpty() || (sites.size() == 1 && OWN_SITE.contains(sites.get(0)));
        return !sameSite || origins.size() > 1 || !isOwn(channel, origins.get(0), authority(request));
    }

    private static @Nullable String authority(FullHttpRequest request) {
        RequestTarget target = RequestTarget.of(request.uri());
        return target == null || target.authority() == null
                ? request.headers().get(HttpHeaderNames.HOST)
                : target.authority();
    }

    private static boolean isOwn(Channel channel, String origin, @Nullable String authority) {
        Authority host = authority == null ? null : Authority.parse(authority);
        return host != null
                && origin.equalsIgnoreCase(RequestTarget.scheme(channel) + "://" + authority)
                && (host.isAddress() || host.isLoopback() || ServerTls.certifies(channel, host.host()));
    }
}
