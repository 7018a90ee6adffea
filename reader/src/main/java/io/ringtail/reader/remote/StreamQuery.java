package io.ringtail.reader.remote;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a {@code /stream} request.
 *
 * @param oldest whether to begin with the oldest event left, or with the next one
 * @param waiting whether to continue when there is no more data
 * @param lossless whether, in discard mode, the rings wait for this receiver
 * @param cpus a list like {@code 0,2-5}; null for all
 * @param aheadBytes the maximum amount of data of other CPUs that may arrive while one that is further behind cannot be
 *     read, which is what a receiver must hold to restore time order; {@link #UNORDERED} for a receiver that does not
 * @param after the positions from which to resume, as returned by {@link KeptPositions}; null to begin
 */
public record StreamQuery(
        boolean oldest,
        boolean waiting,
        boolean lossless,
        @Nullable String cpus,
        long aheadBytes,
        @Nullable String after) {
    /** Replaces a number of bytes: pages may come in any order of CPUs. */
    public static final long UNORDERED = Long.MAX_VALUE;

    private static final long AHEAD_BYTES = 16L << 20;

    /** Creates a query that begins a stream for a receiver that merges the CPUs in time order. */
    public StreamQuery(boolean oldest, boolean waiting, boolean lossless, @Nullable String cpus) {
        this(oldest, waiting, lossless, cpus, AHEAD_BYTES, null);
    }

    /** Returns a copy that limits the data of CPUs ahead of others to this many bytes, or {@link #UNORDERED}. */
    public StreamQuery ahead(long bytes) {
        return new StreamQuery(oldest, waiting, lossless, cpus, bytes, after);
    }

    /** Returns a copy for which no ring waits. */
    public StreamQuery lossy() {
        return new StreamQuery(oldest, waiting, false, cpus, aheadBytes, after);
    }

    /** Returns a copy that resumes from positions, or begins if there are none. */
    StreamQuery after(String positions) {
        return new StreamQuery(oldest, waiting, lossless, cpus, aheadBytes, positions.isEmpty() ? null : positions);
    }

    /** Returns a copy that ends when it has the data available. */
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
