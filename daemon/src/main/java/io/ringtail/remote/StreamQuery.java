package io.ringtail.remote;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of {@code /stream}.
 *
 * @param oldest whether to begin with the oldest event that is left, or with the next one
 * @param waiting whether to go on when there is nothing more
 * @param lossless whether, in discard mode, the rings wait for this receiver
 * @param cpus a list like {@code 0,2-5}; null for all
 */
public record StreamQuery(
        boolean oldest,
        boolean waiting,
        boolean lossless,
        @Nullable String cpus) {
    String text() {
        String common = "?from=" + (oldest ? "oldest" : "now") + "&wait=" + (waiting ? 1 : 0) + "&lossless="
                + (lossless ? 1 : 0);
        return cpus == null ? common : common + "&cpu=" + URLEncoder.encode(cpus, StandardCharsets.UTF_8);
    }
}
