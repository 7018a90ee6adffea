package io.ringtail.daemon.buffer;

import io.ringtail.proto.layout.RingGeometry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The claims to one sub-buffer, and which of them can have been made: an intent is told before its CAS, so it may also be
 * of a CAS that failed or never happened.
 */
final class Claims {
    /** More different claims that nothing speaks against are no accident. */
    private static final int MOST_CANDIDATES = 64;

    private static final long EVENTS_MASK = 0xffff_ffffL;

    private final Ring ring;
    private final RingGeometry geometry;
    private final long subbuf;
    private final List<DeadIntent> intents;
    private long fenced;

    /**
     * The claims to a sub-buffer.
     *
     * @param subbuf in full
     * @param intents plausible ones on it
     */
    Claims(Ring ring, long subbuf, List<DeadIntent> intents) {
        this.ring = ring;
        this.geometry = ring.geometry();
        this.subbuf = subbuf;
        this.intents = intents;
    }

    /** How far {@code reserve} is ahead of this sub-buffer. */
    long distance(long reserve) {
        return geometry.distance(geometry.subbuf(RingGeometry.position(reserve)), subbuf);
    }

    /** Remembers where the ring is fenced; to be called between the two looks at {@code reserve}. */
    void lookAtFence() {
        fenced = ring.fencedAcquire();
    }

    /** Whether a {@code reserve} word may be a fence's: its stamp is then no event's time. */
    boolean isFenced(long reserve) {
        return RingGeometry.position(reserve) == fenced;
    }

    /** Whether the sub-buffer has not been reserved from between two looks at {@code reserve}. */
    boolean isStill(long reserve, long reserveAfter) {
        return reserve == reserveAfter || (distance(reserve) != 0 && distance(reserveAfter) != 0);
    }

    /** The units of this sub-buffer that have been reserved; a decided one has none yet. */
    int taken(long reserve) {
        long ahead = distance(reserve);
        int offset = geometry.offset(RingGeometry.position(reserve));
        if (ahead == 0) {
            return offset < RingGeometry.HEADER_UNITS ? 0 : offset;
        }
        return ahead > 0 ? geometry.units() : 0;
    }

    /** Which of some candidates are the holes, when it is known how many units are missing; null where there are too many. */
    @Nullable
    HoleSearch search(List<DeadIntent> candidates, int missing) {
        if (candidates.size() > MOST_CANDIDATES) {
            return null;
        }
        return new HoleSearch(
                candidates.stream().mapToInt(intent -> intent.start(geometry)).toArray(),
                candidates.stream().mapToInt(DeadIntent::units).toArray(),
                missing);
    }

    /** The different claims that nothing speaks against, by their starts. */
    List<DeadIntent> candidates(long commit, long reserve) {
        int taken = taken(reserve);
        List<DeadIntent> sorted = new ArrayList<>(intents);
        sorted.sort(Comparator.<DeadIntent>comparingInt(intent -> intent.start(geometry))
                .thenComparingInt(DeadIntent::slot));
        List<DeadIntent> candidates = new ArrayList<>();
        for (DeadIntent intent : sorted) {
            boolean possible = intent.end(geometry) <= taken && (!intent.opens() || isBaseOf(commit, intent.base()));
            if (possible && !wasBeaten(intent, reserve) && candidates.stream().noneMatch(intent::leavesTheSameAs)) {
                candidates.add(intent);
            }
        }
        return candidates;
    }

    /** Whether the commit word can have come from this base, and the base from the slot's last one. */
    private boolean isBaseOf(long commit, long base) {
        long events = (RingGeometry.committedEvents(commit) - base) & EVENTS_MASK;
        long grown = base - ring.base(subbuf);
        return events <= RingGeometry.committedUnits(commit) && grown >= 0 && grown <= EVENTS_MASK;
    }

    /**
     * Whether another's CAS took the place. {@code reserve} has been what it is now and what each intent read: had this
     * intent's CAS succeeded, then none of these could lie within its units, and one at their end would be its new word.
     */
    private boolean wasBeaten(DeadIntent intent, long reserve) {
        return refutes(reserve, !isFenced(reserve), intent)
                || intents.stream().anyMatch(other -> refutes(other.oldWord(), !other.absolute(), intent));
    }

    /** The stamp of a word that may be a fence, behind which only absolute times are written, tells nothing. */
    private boolean refutes(long word, boolean stampCounts, DeadIntent intent) {
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
