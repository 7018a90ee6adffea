package io.ringtail.daemon.buffer;

import io.ringtail.proto.layout.RingGeometry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The claims to one sub-buffer, and those of them that can have succeeded: an intent is recorded before its CAS, so it
 * may belong to a CAS that failed or was never attempted.
 */
final class Claims {
    /** No accident leaves more different unrefuted claims than this. */
    private static final int MOST_CANDIDATES = 64;

    private final ReaderRing ring;
    private final RingGeometry geometry;
    private final long subbuf;
    private final List<ThreadIntent> intents;
    private long fenced;

    /**
     * Creates the claims to a sub-buffer.
     *
     * @param subbuf the full number
     * @param intents plausible intents on the sub-buffer
     */
    Claims(ReaderRing ring, long subbuf, List<ThreadIntent> intents) {
        this.ring = ring;
        this.geometry = ring.geometry();
        this.subbuf = subbuf;
        this.intents = intents;
    }

    /** Returns how far {@code reserve} is ahead of this sub-buffer. */
    long distance(long reserve) {
        return geometry.distance(geometry.subbuf(RingGeometry.position(reserve)), subbuf);
    }

    /** Loads the position of the ring's fence; call it between the two loads of {@code reserve}. */
    void lookAtFence() {
        fenced = ring.fencedAcquire();
    }

    /** Returns whether a {@code reserve} word may be a fence's: its stamp is then no event's time. */
    boolean isFenced(long reserve) {
        return RingGeometry.position(reserve) == fenced;
    }

    /** Returns whether nothing was reserved in the sub-buffer between two loads of {@code reserve}. */
    boolean isStill(long reserve, long reserveAfter) {
        return reserve == reserveAfter || (distance(reserve) != 0 && distance(reserveAfter) != 0);
    }

    /** Returns the number of units reserved in this sub-buffer; 0 if it is only decided. */
    int taken(long reserve) {
        long ahead = distance(reserve);
        int offset = geometry.offset(RingGeometry.position(reserve));
        if (ahead == 0) {
            return offset < RingGeometry.HEADER_UNITS ? 0 : offset;
        }
        return ahead > 0 ? geometry.units() : 0;
    }

    /** Determines which candidates are holes, given the number of missing units; returns null if there are too many. */
    @Nullable
    HoleSearch search(List<ThreadIntent> candidates, int missing) {
        if (candidates.size() > MOST_CANDIDATES) {
            return null;
        }
        return new HoleSearch(
                candidates.stream().mapToInt(intent -> intent.start(geometry)).toArray(),
                candidates.stream().mapToInt(ThreadIntent::units).toArray(),
                missing);
    }

    /** Returns the different unrefuted claims, sorted by their starts. */
    List<ThreadIntent> candidates(long commit, long reserve) {
        int taken = taken(reserve);
        List<ThreadIntent> sorted = new ArrayList<>(intents);
        sorted.sort(Comparator.<ThreadIntent>comparingInt(intent -> intent.start(geometry))
                .thenComparingInt(ThreadIntent::slot));
        List<ThreadIntent> candidates = new ArrayList<>();
        for (ThreadIntent intent : sorted) {
            boolean possible = intent.end(geometry) <= taken
                    && (!intent.opens() || RingGeometry.isPossibleBase(intent.base(), commit, ring.base(subbuf)));
            if (possible && !wasBeaten(intent, reserve) && candidates.stream().noneMatch(intent::leavesTheSameAs)) {
                candidates.add(intent);
            }
        }
        return candidates;
    }

    /**
     * Returns whether another CAS took the place. {@code reserve} has had its current value and those that the intents
     * read: if this intent's CAS had succeeded, none of these positions could lie within its units, and one at their
     * end would be its new word.
     */
    private boolean wasBeaten(ThreadIntent intent, long reserve) {
        return refutes(reserve, !isFenced(reserve), intent)
                || intents.stream().anyMatch(other -> refutes(other.oldWord(), !other.absolute(), intent));
    }

    /**
     * Returns whether a word refutes an intent. The stamp proves nothing in a word that may be a fence's, after which
     * only absolute times are written.
     */
    private boolean refutes(long word, boolean stampCounts, ThreadIntent intent) {
        long position = RingGeometry.position(word);
        if (!intent.closes() && position == RingGeometry.position(intent.newWord())) {
            return stampCounts && word != intent.newWord();
        }
        int offset = geometry.offset(position);
        return distance(word) == 0
                && offset >= RingGeometry.HEADER_UNITS
                && offset > intent.start(geometry)
                && offset < intent.end(geometry);
    }
}
