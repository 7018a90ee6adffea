package io.ringtail.reader.remote;

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
 * @param aheadBytes how much may come of CPUs while another one, further behind, cannot be read: what it costs a receiver
 *     to put them into one order of time; {@link #UNORDERED} for one that does not
 * @param after the positions to go on from, as {@link KeptPositions} has them; null to begin
 */
public record StreamQuery(
        boolean oldest,
        boolean waiting,
        boolean lossless,
        @Nullable String cpus,
        long aheadBytes,
        @Nullable String after) {
    /** In place of a number of bytes: pages may come in any order of CPUs. */
    public static final long UNORDERED = Long.MAX_VALUE;

    private static final long AHEAD_BYTES = 16L << 20;

    /** To begin, with CPUs to be put into one order of time. */
    public StreamQuery(boolean oldest, boolean waiting, boolean lossless, @Nullable String cpus) {
        this(oldest, waiting, lossless, cpus, AHEAD_BYTES, null);
    }

    /** The same, with so much of CPUs that are ahead of others at most, or {@link #UNORDERED}. */
    public StreamQuery ahead(long bytes) {
        return new StreamQuery(oldest, waiting, lossless, cpus, bytes, after);
    }

    /** The same, to go on from positions; to begin where there are none. */
    StreamQuery after(String positions) {
        return new StreamQuery(oldest, waiting, lossless, cpus, aheadBytes, positions.isEmpty() ? null : positions);
    }

    /** The same, to end when it has what is there. */
    StreamQuery finishing() {
        return new StreamQuery(oldest, false, lossless, cpus, aheadBytes, after);
    }

    String text() {
        String common = "?from=" + (oldest ? "oldest" : "now") + "&wait=" + (waiting ? 1 : 0) + "&lossless="
                + (lossless ? 1 : 0) + "&ahead=" + (aheadBytes == UNORDERED ? "any" : Long.toString(aheadBytes));
        return common + parameter("cpu", cpus) + parameter("after", after);
    }

    private static String parameter(String name, @Nullable String value) {
        return value == null ? "" : "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
