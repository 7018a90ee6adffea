package io.ringtail.daemon.http;

import org.jspecify.annotations.Nullable;

/**
 * The target in the first line of a request: a path with its query, or a complete {@code http} URL, as proxies send it.
 *
 * @param authority of the URL; null for a path
 * @param pathAndQuery from the first slash on
 */
record RequestTarget(@Nullable String authority, String pathAndQuery) {
    private static final String SCHEME = "http://";

    /** Parses a target; returns null if it is neither. */
    static @Nullable RequestTarget of(String target) {
        if (target.startsWith("/")) {
            return new RequestTarget(null, target);
        }
        if (!target.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        int end = SCHEME.length();
        while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
            end++;
        }
        String rest = target.substring(end);
        return new RequestTarget(target.substring(SCHEME.length(), end), rest.startsWith("/") ? rest : "/" + rest);
    }
}
