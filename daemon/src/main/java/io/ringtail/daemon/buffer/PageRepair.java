package io.ringtail.daemon.buffer;

import io.ringtail.proto.layout.RingDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import java.util.BitSet;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Repairs one sub-buffer from the intents of its dead writers: finds the units that no thread will ever write, fills
 * them, and commits them in one add.
 *
 * <p>A repairer may die anywhere and another start over: until the add, it writes the same bytes again; after it,
 * nothing is missing. The words are loaded with acquire, in the order shown.
 */
final class PageRepair {
    /** The outcome of a repair. */
    enum Outcome {
        /** The dead writers owe nothing any more. */
        SETTLED,
        /** Living writers use the sub-buffer, or it keeps changing: retry later. */
        LATER,
        /** No set of the intents explains the missing units. The sub-buffer is left unchanged. */
        DAMAGED
    }

    private static final int ATTEMPTS = 16;
    /** No accident leaves more claims to one sub-buffer than this. */
    private static final int MOST_INTENTS = 1024;

    private final ReaderRing ring;
    private final RingGeometry geometry;
    private final long subbuf;
    private final List<ThreadIntent> intents;
    private final Claims claims;
    private final BooleanSupplier livingWriter;
    private int repaired;
    private int ambiguous;

    /**
     * Creates a repair without starting it.
     *
     * @param subbuf the full number
     * @param intents plausible intents of dead threads on this sub-buffer
     * @param livingWriter checks whether a living thread has an intent on it
     */
    PageRepair(ReaderRing ring, long subbuf, List<ThreadIntent> intents, BooleanSupplier livingWriter) {
        this.ring = ring;
        this.geometry = ring.geometry();
        this.subbuf = subbuf;
        this.intents = intents;
        this.claims = new Claims(ring, subbuf, intents);
        this.livingWriter = livingWriter;
    }

    /** Returns the number of events that became holes. */
    int repaired() {
        return repaired;
    }

    /** Returns the number of reservations that may or may not have been made. */
    int ambiguous() {
        return ambiguous;
    }

    /**
     * Returns whether nothing can be owed, whatever other threads do: the sub-buffer is complete, or no longer in the
     * slot.
     */
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
        List<ThreadIntent> candidates = claims.candidates(commit, reserve);
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

    private void fill(List<ThreadIntent> candidates, BitSet holes, BitSet doubtful, int events, int missing) {
        HoleFiller filler = new HoleFiller(ring);
        holes.stream().mapToObj(candidates::get).forEach(filler::fill);
        doubtful.stream().mapToObj(candidates::get).forEach(filler::endPage);
        ambiguous = doubtful.cardinality();
        repaired = events;
        ring.commitForTheDead(subbuf, events, missing);
        ring.countForTheDead(RingDescriptor.REPAIRED_OFFSET, events);
        ring.countForTheDead(RingDescriptor.AMBIGUOUS_OFFSET, ambiguous);
    }

    static int events(List<ThreadIntent> candidates, BitSet chosen) {
        return chosen.stream().map(i -> candidates.get(i).events()).sum();
    }
}
