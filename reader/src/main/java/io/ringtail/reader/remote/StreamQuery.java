package io.ringtail.reader.remote;

import io.ringtail.reader.filter.Selection;
import io.ringtail.reader.filter.Since;
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
 * @param bufferPercent how full one of the rings must be, of 100, before whole sub-buffers are sent; 0 to get everything
 *     at once
 * @param after the positions from which to resume, as in the text of {@link io.ringtail.proto.stream.Positions};
 *     null to begin
 * @param selection the events that the daemon sends
 * @param since the time to begin with, in place of the oldest or the next event; null for these
 */
public record StreamQuery(
        boolean oldest,
        boolean waiting,
        boolean lossless,
        @Nullable String cpus,
        long aheadBytes,
        int bufferPercent,
        @Nullable String after,
        Selection selection,
        @Nullable Since since) {
    /** Replaces a number of bytes: pages may come in any order of CPUs. */
    public static final long UNORDERED = Long.MAX_VALUE;

    private static final int WHOLE = 100;
    private static final long AHEAD_BYTES = 16L << 20;

    /** Creates a query that begins a stream for a receiver that merges the CPUs in time order. */
    public StreamQuery(boolean oldest, boolean waiting, boolean lossless, @Nullable String cpus) {
        this(oldest, waiting, lossless, cpus, AHEAD_BYTES, 0, null, Selection.ALL, null);
    }

    /** Returns a copy that limits the data of CPUs ahead of others to this many bytes, or {@link #UNORDERED}. */
    public StreamQuery ahead(long bytes) {
        return new StreamQuery(oldest, waiting, lossless, cpus, bytes, bufferPercent, after, selection, since);
    }

    /**
     * Returns a copy that waits until one of the rings is filled to a percentage, as tracefs's {@code buffer_percent}
     * does, and then gets whole sub-buffers; at its end it gets the rest.
     *
     * @param percent from 0, not to wait, to 100
     */
    public StreamQuery bufferPercent(int percent) {
        if (percent < 0 || percent > WHOLE) {
            throw new IllegalArgumentException("the percentage is " + percent + ": it must be from 0 to 100");
        }
        return new StreamQuery(oldest, waiting, lossless, cpus, aheadBytes, percent, after, selection, since);
    }

    /** Returns a copy for which no ring waits. */
    public StreamQuery lossy() {
        return new StreamQuery(oldest, waiting, false, cpus, aheadBytes, bufferPercent, after, selection, since);
    }

    /** Returns a copy for the events of a selection. */
    public StreamQuery select(Selection selected) {
        return new StreamQuery(oldest, waiting, lossless, cpus, aheadBytes, bufferPercent, after, selected, since);
    }

    /** Returns a copy that begins with the first event of a time, or after it, that is left. */
    public StreamQuery since(Since time) {
        return new StreamQuery(oldest, waiting, lossless, cpus, aheadBytes, bufferPercent, after, selection, time);
    }

    /**
     * Returns a copy that resumes from positions, or begins if there are none.
     *
     * @param positions the text of {@link io.ringtail.proto.stream.Positions}; empty for none
     */
    public StreamQuery after(String positions) {
        String from = positions.isEmpty() ? null : positions;
        return new StreamQuery(oldest, waiting, lossless, cpus, aheadBytes, bufferPercent, from, selection, since);
    }

    /** Returns a copy that ends when it has the data available. */
    StreamQuery finishing() {
        return new StreamQuery(oldest, false, lossless, cpus, aheadBytes, bufferPercent, after, selection, since);
    }

    String text() {
        StringBuilder text = new StringBuilder("?wait=" + (waiting ? 1 : 0) + "&lossless=" + (lossless ? 1 : 0)
                + "&ahead=" + (aheadBytes == UNORDERED ? "any" : Long.toString(aheadBytes)));
        text.append(since == null ? "&from=" + (oldest ? "oldest" : "now") : parameter("since", since.text()));
        text.append(parameter("cpu", cpus))
                .append(parameter("buffer_percent", bufferPercent == 0 ? null : Integer.toString(bufferPercent)))
                .append(parameter("after", after));
        selection.parameters().forEach((name, value) -> text.append(parameter(name, value)));
        return text.toString();
    }

    private static String parameter(String name, @Nullable String value) {
        return value == null ? "" : "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
