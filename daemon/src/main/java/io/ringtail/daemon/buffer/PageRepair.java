package io.ringtail.daemon.buffer;

import io.ringtail.proto.layout.RingDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * The repair of one sub-buffer from the intents of its dead writers: the units that nobody will ever write are found,
 * filled, and committed in one add.
 *
 * <p>A repairer may die anywhere and another begin again: until the add, all is written again the same; behind it,
 * nothing is missing. The words are loaded with acquire, in the order shown.
 */
final class PageRepair {
    /** What has become of a sub-buffer. */
    enum Outcome {
        /** Its dead writers owe nothing any more. */
        SETTLED,
        /** Living writers are at it, or it does not hold still: to be asked again. */
        LATER,
        /** No set of its intents explains what is missing. It is left alone. */
        DAMAGED
    }

    private static final int ATTEMPTS = 16;
    /** More claims to one sub-buffer, or more different ones that nothing speaks against, are no accident. */
    private static final int MOST_INTENTS = 1024;

    private static final int MOST_CANDIDATES = 64;

    private static final long EVENTS_MASK = 0xffff_ffffL;

    private final Ring ring;
    private final RingGeometry geometry;
    private final long subbuf;
    private final List<DeadIntent> intents;
    private final BooleanSupplier livingWriter;
    private int repaired;
    private int ambiguous;

    /**
     * A repair that has not begun.
     *
     * @param subbuf in full
     * @param intents plausible ones on this sub-buffer, of dead threads only
     * @param livingWriter looks whether a living thread has an intent on it
     */
    PageRepair(Ring ring, long subbuf, List<DeadIntent> intents, BooleanSupplier livingWriter) {
        this.ring = ring;
        this.geometry = ring.geometry();
        this.subbuf = subbuf;
        this.intents = intents;
        this.livingWriter = livingWriter;
    }

    /** Events that became holes. */
    int repaired() {
        return repaired;
    }

    /** Reservations of which it cannot be told whether they were made. */
    int ambiguous() {
        return ambiguous;
    }

    /** Whether nothing can be owed, whoever else is at work: the sub-buffer is complete, or the slot's no more. */
    boolean isOver() {
        return isOver(ring.commitAcquire(subbuf));
    }

    private boolean isOver(long commit) {
        long sequence = ring.sequence(subbuf);
        boolean enteredAgain = geometry.slot(sequence) == geometry.slot(subbuf) && sequence > subbuf;
        return RingGeometry.committedLap(commit) != geometry.lap(subbuf)
                || RingGeometry.committedUnits(commit) == geometry.units()
                || enteredAgain;
    }

    Outcome repair() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            long commit = ring.commitAcquire(subbuf);
            if (isOver(commit)) {
                return Outcome.SETTLED;
            }
            long reserve = ring.reserveAcquire();
            if (livingWriter.getAsBoolean()) {
                return Outcome.LATER;
            }
            boolean still = ring.commitAcquire(subbuf) == commit;
            long reserveAfter = ring.reserveAcquire();
            if (still && (reserve == reserveAfter || (distance(reserve) != 0 && distance(reserveAfter) != 0))) {
                return settle(commit, reserveAfter);
            }
        }
        return Outcome.LATER;
    }

    /** How far {@code reserve} is ahead of this sub-buffer. */
    private long distance(long reserve) {
        return geometry.distance(geometry.subbuf(RingGeometry.position(reserve)), subbuf);
    }

    private Outcome settle(long commit, long reserve) {
        int taken = taken(reserve);
        int missing = taken - RingGeometry.committedUnits(commit);
        if (missing == 0 || taken == 0) {
            return missing == 0 ? Outcome.SETTLED : Outcome.DAMAGED;
        }
        if (missing < 0 || intents.size() > MOST_INTENTS) {
            return Outcome.DAMAGED;
        }
        List<DeadIntent> candidates = candidates(commit, reserve, taken);
        if (candidates.size() > MOST_CANDIDATES) {
            return Outcome.DAMAGED;
        }
        HoleSearch search = new HoleSearch(
                candidates.stream().mapToInt(intent -> intent.start(geometry)).toArray(),
                candidates.stream().mapToInt(DeadIntent::units).toArray(),
                missing);
        if (!search.found()) {
            return Outcome.DAMAGED;
        }
        fill(candidates, search, missing);
        return Outcome.SETTLED;
    }

    /** The units of this sub-buffer that have been reserved; a decided one has none yet. */
    private int taken(long reserve) {
        long ahead = distance(reserve);
        int offset = geometry.offset(RingGeometry.position(reserve));
        if (ahead == 0) {
            return offset < RingGeometry.HEADER_UNITS ? 0 : offset;
        }
        return ahead > 0 ? geometry.units() : 0;
    }

    /** The different claims that nothing speaks against, by their starts. */
    private List<DeadIntent> candidates(long commit, long reserve, int taken) {
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
        return refutes(reserve, intent) || intents.stream().anyMatch(other -> refutes(other.oldWord(), intent));
    }

    private boolean refutes(long word, DeadIntent intent) {
        long position = RingGeometry.position(word);
        if (!intent.closes() && position == RingGeometry.position(intent.newWord())) {
            return word != intent.newWord();
        }
        int offset = geometry.offset(position);
        return distance(word) == 0
                && offset >= RingGeometry.HEADER_UNITS
                && offset > intent.start(geometry)
                && offset < intent.end(geometry);
    }

    private void fill(List<DeadIntent> candidates, HoleSearch search, int missing) {
        HoleFiller filler = new HoleFiller(ring);
        search.certain().stream().mapToObj(candidates::get).forEach(filler::fill);
        search.doubtful().stream().mapToObj(candidates::get).forEach(filler::endPage);
        int events = events(candidates, search.certain());
        ambiguous = search.doubtful().cardinality();
        repaired = ambiguous == 0 ? events : events(candidates, search.anySet());
        ring.commitForTheDead(subbuf, repaired, missing);
        ring.countForTheDead(RingDescriptor.REPAIRED_OFFSET, repaired);
        ring.countForTheDead(RingDescriptor.AMBIGUOUS_OFFSET, ambiguous);
    }

    private static int events(List<DeadIntent> candidates, BitSet chosen) {
        return chosen.stream().map(i -> candidates.get(i).events()).sum();
    }
}
