package io.ringtail.daemon.access;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The only place that decides which roles a request needs:
 *
 * <pre>
 *   GET, HEAD   /livez /readyz /healthz    none: health checks hold no credentials
 *   GET, HEAD   / and /page                none: a browser has no token before it has the page, which asks for it
 *   GET, HEAD   anything                   read, and lossless with lossless=1
 *   POST        /finish                    read; another principal's stream needs control (the handler decides)
 *   any other   anything                   control
 * </pre>
 *
 * <p>A path that is added later needs {@code read}, and {@code control} to change anything, without an entry here.
 */
public final class NeededRoles {
    private static final Set<String> HEALTH = Set.of("livez", "readyz", "healthz");
    private static final Set<String> READING = Set.of("GET", "HEAD");

    private NeededRoles() {}

    /** Whether the path's non-empty names, decoded, are those of a health check. */
    public static boolean isHealth(List<String> names) {
        return names.size() == 1 && HEALTH.contains(names.get(0));
    }

    private static boolean isPage(List<String> names) {
        return names.isEmpty() || names.get(0).equals("page");
    }

    /**
     * Returns the roles that a request needs, all of them.
     *
     * @param method of the request, as sent
     * @param names the path's non-empty names, decoded
     * @param lossless whether it asks to be waited for
     */
    public static Set<Role> of(String method, List<String> names, boolean lossless) {
        if (!READING.contains(method)) {
            boolean finish = method.equals("POST") && names.equals(List.of("finish"));
            return EnumSet.of(finish ? Role.READ : Role.CONTROL);
        }
        if (isHealth(names) || isPage(names)) {
            return EnumSet.noneOf(Role.class);
        }
        return lossless ? EnumSet.of(Role.READ, Role.LOSSLESS) : EnumSet.of(Role.READ);
    }
}
