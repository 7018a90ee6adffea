package io.ringtail.daemon.buffer;

import io.ringtail.proto.layout.RingDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import java.util.BitSet;
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
    /** More claims to one sub-buffer are no accident. */
    private static final int MOST_INTENTS = 1024;

    private final Ring ring;
    private final RingGeometry geometry;
    private final long subbuf;
    private final List<DeadIntent> intents;
    private final Claims claims;
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
        this.claims = new Claims(ring, subbuf, intents);
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
            claims.lookAtFence();
            if (livingWriter.getAsBoolean()) {
                return Outcome.LATER;
            }
            boolean still = ring.commitAcquire(subbuf) == commit;
            long reserveAfter = ring.reserveAcquire();
            if (still && claims.isStill(reserve, reserveAfter)) {
                return settle(commit, reserveAfter);
            }
        }
        return Outcome.LATER;
    }

    private Outcome settle(long commit, long reserve) {
        int taken = claims.taken(reserve);
        int missing = taken - RingGeometry.committedUnits(commit);
        if (missing == 0 || taken == 0) {
            return missing == 0 ? Outcome.SETTLED : Outcome.DAMAGED;
        }
        if (missing < 0 || intents.size() > MOST_INTENTS) {
            return Outcome.DAMAGED;
        }
        List<DeadIntent> candidates = claims.candidates(commit, reserve);
        HoleSearch search = claims.search(candidates, missing);
        if (search == null || !search.found()) {
            return Outcome.DAMAGED;
        }
        if (!search.doubtful().isEmpty()) {
            PageEvidence evidence = new PageEvidence(
                    ring, subbuf, intents, candidates, taken, claims.isFenced(reserve) ? null : reserve);
            List<BitSet> sets = evidence.sets(search.certain(), search.doubtful(), missing);
            BitSet any = evidence.harmless(sets);
            if (!any.isEmpty()) {
                fill(candidates, any, new BitSet(), events(candidates, sets.get(0)), missing);
                return Outcome.SETTLED;
            }
        }
        int events = events(candidates, search.doubtful().isEmpty() ? search.certain() : search.anySet());
        fill(candidates, search.certain(), search.doubtful(), events, missing);
        return Outcome.SETTLED;
    }

    private void fill(List<DeadIntent> candidates, BitSet holes, BitSet doubtful, int events, int missing) {
        HoleFiller filler = new HoleFiller(ring);
        holes.stream().mapToObj(candidates::get).forEach(filler::fill);
        doubtful.stream().mapToObj(candidates::get).forEach(filler::endPage);
        ambiguous = doubtful.cardinality();
        repaired = events;
        ring.commitForTheDead(subbuf, events, missing);
        ring.countForTheDead(RingDescriptor.REPAIRED_OFFSET, events);
        ring.countForTheDead(RingDescriptor.AMBIGUOUS_OFFSET, ambiguous);
    }

    static int events(List<DeadIntent> candidates, BitSet chosen) {
        return chosen.stream().map(i -> candidates.get(i).events()).sum();
    }
}
