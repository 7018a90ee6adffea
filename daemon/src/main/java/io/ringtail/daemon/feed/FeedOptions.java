package io.ringtail.daemon.feed;

import io.ringtail.proto.stream.Position;
import java.util.BitSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a receiver asked for.
 *
 * @param oldest whether it begins with what is there, or with what comes
 * @param waiting whether it goes on when there is nothing more now
 * @param lossless whether, in discard mode, the rings wait for it, and drop what others could have had
 * @param cpus the CPUs that it wants
 * @param after where it goes on; null for a receiver that begins
 * @param aheadBytes how much it holds of CPUs that are ahead of another one; {@link #UNORDERED} where it does not put them
 *     into one order
 * @param askedNs when it asked, ns
 */
public record FeedOptions(
        boolean oldest,
        boolean waiting,
        boolean lossless,
        BitSet cpus,
        @Nullable Map<Integer, Position> after,
        long aheadBytes,
        long askedNs) {
    /** In place of a number of bytes: pages come as they come. */
    public static final long UNORDERED = Long.MAX_VALUE;

    /** How much is sent ahead where a receiver does not say. */
    public static final long AHEAD_BYTES = 16L << 20;

    /** Whether the receiver puts the CPUs into one order of time. */
    public boolean isOrdered() {
        return aheadBytes != UNORDERED;
    }
}
