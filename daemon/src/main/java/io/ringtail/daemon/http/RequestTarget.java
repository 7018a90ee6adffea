package io.ringtail.daemon.http;

import io.netty.channel.Channel;
import io.ringtail.daemon.tls.ServerTls;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The target in the first line of a request: a path with its query, or a complete URL, as proxies send it.
 *
 * @param scheme of the URL in lower case; null for a path
 * @param authority of the URL; null for a path
 * @param pathAndQuery from the first slash on
 */
record RequestTarget(@Nullable String scheme, @Nullable String authority, String pathAndQuery) {
    private static final String HTTP = "http";
    private static final String HTTPS = "https";
    private static final Pattern URL = Pattern.compile("(?i:http(?<secure>s)?)://(?<authority>[^/?#]*)(?<rest>.*)");

    /** Parses a target; returns null if it is neither. */
    static @Nullable RequestTarget of(String target) {
        if (target.startsWith("/")) {
            return new RequestTarget(null, null, target);
        }
        Matcher url = URL.matcher(target);
        if (!url.matches()) {
            return null;
        }
        String rest = url.group("rest");
        return new RequestTarget(
                url.group("secure") == null ? HTTP : HTTPS,
                url.group("authority"),
                rest.startsWith("/") ? rest : "/" + rest);
    }

    /** The scheme of the URLs that a connection serves. */
    static String scheme(Channel channel) {
        return ServerTls.isOn(channel) ? HTTPS : HTTP;
    }
}
