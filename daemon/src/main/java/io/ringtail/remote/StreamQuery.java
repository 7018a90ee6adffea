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
 * @param after the positions to go on from, as {@link KeptPositions} has them; null to begin
 */
public record StreamQuery(
        boolean oldest,
        boolean waiting,
        boolean lossless,
        @Nullable String cpus,
        @Nullable String after) {
    /** To begin. */
    public StreamQuery(boolean oldest, boolean waiting, boolean lossless, @Nullable String cpus) {
        this(oldest, waiting, lossless, cpus, null);
    }

    /** The same, to go on from positions; to begin where there are none. */
    StreamQuery after(String positions) {
        return new StreamQuery(oldest, waiting, lossless, cpus, positions.isEmpty() ? null : positions);
    }

    /** The same, to end when it has what is there. */
    StreamQuery finishing() {
        return new StreamQuery(oldest, false, lossless, cpus, after);
    }

    String text() {
        String common = "?from=" + (oldest ? "oldest" : "now") + "&wait=" + (waiting ? 1 : 0) + "&lossless="
                + (lossless ? 1 : 0);
        return common + parameter("cpu", cpus) + parameter("after", after);
    }

    private static String parameter(String name, @Nullable String value) {
        return value == null ? "" : "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
