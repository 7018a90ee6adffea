package io.ringtail.daemon.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The target of a request to an instance: {@code /instances/NAME/PATH} is {@code /PATH} there.
 *
 * @param name the instance's
 * @param rest the target in the instance
 */
record InstancePath(String name, String rest) {
    private static final Pattern PATH = Pattern.compile("/instances/([a-zA-Z0-9_-]{1,32})(|[/?].*)");

    /** Parses a target; returns null if it is none of an instance. */
    static @Nullable InstancePath of(String target) {
        RequestTarget parsed = RequestTarget.of(target);
        Matcher matcher = PATH.matcher(parsed == null ? "" : parsed.pathAndQuery());
        if (!matcher.matches()) {
            return null;
        }
        String rest = matcher.group(2);
        return new InstancePath(matcher.group(1), rest.startsWith("/") ? rest : "/" + rest);
    }
}
