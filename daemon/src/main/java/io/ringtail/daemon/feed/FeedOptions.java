package io.ringtail.daemon.feed;

import io.ringtail.daemon.buffer.ReaderRing;
import io.ringtail.daemon.buffer.RingReader;
import io.ringtail.daemon.buffer.StartAt;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.stream.Position;
import io.ringtail.reader.filter.Selection;
import java.util.BitSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The options of a receiver.
 *
 * @param oldest whether it begins with the oldest event, or with new ones
 * @param waiting whether it waits for more after the events available now
 * @param lossless whether, in discard mode, the rings wait for it, and drop events that others could have received
 * @param cpus the CPUs that it wants
 * @param after where it resumes; null for a receiver that begins
 * @param aheadBytes how much it holds of CPUs that are ahead of another one; {@link #UNORDERED} if it does not merge
 *     them by time
 * @param percent how full one of its rings must be, of 100, before it is sent whole sub-buffers; 0 to send everything at
 *     once
 * @param askedNs the time of its request, ns
 * @param selection the events that it wants
 * @param sinceNs the time of the first event for a receiver that begins in between; {@link #ALL_TIMES} for one that does
 *     not
 */
public record FeedOptions(
        boolean oldest,
        boolean waiting,
        boolean lossless,
        BitSet cpus,
        @Nullable Map<Integer, Position> after,
        long aheadBytes,
        int percent,
        long askedNs,
        Selection selection,
        long sinceNs) {
    /** A value in place of a number of bytes: pages are sent in any order. */
    public static final long UNORDERED = Long.MAX_VALUE;

    /** A value in place of a time: the receiver begins with the oldest event, or with the next one. */
    public static final long ALL_TIMES = Long.MIN_VALUE;

    /** How much is sent ahead by default. */
    public static final long AHEAD_BYTES = 16L << 20;

    /** A lossless receiver's longest rest: half of the shortest time after which rings no longer wait for it. */
    private static final long LOSSLESS_REST_NS = 500_000_000;

    /** The longest time between two polls, ns. */
    long mostRestNs(BufferMode mode) {
        return lossless && mode == BufferMode.DISCARD ? LOSSLESS_REST_NS : Rest.LONG.ns();
    }

    /** The options of a receiver that wants all events. */
    public FeedOptions(
            boolean oldest,
            boolean waiting,
            boolean lossless,
            BitSet cpus,
            @Nullable Map<Integer, Position> after,
            long aheadBytes,
            int percent,
            long askedNs) {
        this(oldest, waiting, lossless, cpus, after, aheadBytes, percent, askedNs, Selection.ALL, ALL_TIMES);
    }

    /** Opens the reader of a receiver that begins. */
    RingReader begin(ReaderRing ring) {
        return sinceNs == ALL_TIMES
                ? ring.openReader(oldest ? StartAt.OLDEST : StartAt.NOW, lossless)
                : ring.openReaderSince(sinceNs, lossless);
    }

    /** Whether the receiver merges the CPUs by time. */
    public boolean isOrdered() {
        return aheadBytes != UNORDERED;
    }
}
