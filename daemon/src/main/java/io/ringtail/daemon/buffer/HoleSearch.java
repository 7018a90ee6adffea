package io.ringtail.daemon.buffer;

import java.math.BigInteger;
import java.util.BitSet;

/**
 * Determines which of several ranges of a sub-buffer were taken, if only their total length is known: finds the sets of
 * ranges that do not overlap and have that total.
 *
 * <p>For n ranges and U units, it computes at most n² sums of U bits.
 */
final class HoleSearch {
    private final int[] starts;
    private final int[] lengths;
    private final int sum;
    private final BitSet certain = new BitSet();
    private final BitSet doubtful = new BitSet();
    private final boolean found;

    /** Searches for sets of ranges, given in order of their starts, whose lengths sum to {@code sum}. */
    HoleSearch(int[] starts, int[] lengths, int sum) {
        this.starts = starts;
        this.lengths = lengths;
        this.sum = sum;
        this.found = reaches(new BitSet(), sum);
        if (found) {
            sort();
        }
    }

    /** Returns whether there is such a set. */
    boolean found() {
        return found;
    }

    /** Returns the ranges that are in every such set. */
    BitSet certain() {
        return certain;
    }

    /** Returns the ranges that are in some sets, but not in all; empty if there is only one set. */
    BitSet doubtful() {
        return doubtful;
    }

    /** Returns one of the sets. */
    BitSet anySet() {
        BitSet without = new BitSet();
        for (int i = 0; i < starts.length; i++) {
            without.set(i);
            without.set(i, reaches(without, sum));
        }
        without.flip(0, starts.length);
        return without;
    }

    private void sort() {
        int all = 0;
        for (int i = 0; i < starts.length; i++) {
            BitSet without = new BitSet();
            without.set(i);
            if (!reaches(without, sum)) {
                certain.set(i);
                all += lengths[i];
            }
        }
        for (int i = 0; all < sum && i < starts.length; i++) {
            if (!certain.get(i) && lengths[i] <= sum && reaches(overlapping(i), sum - lengths[i])) {
                doubtful.set(i);
            }
        }
    }

    private BitSet overlapping(int chosen) {
        BitSet overlapping = new BitSet();
        for (int i = 0; i < starts.length; i++) {
            overlapping.set(i, starts[i] < starts[chosen] + lengths[chosen] && starts[chosen] < starts[i] + lengths[i]);
        }
        return overlapping;
    }

    /**
     * Returns whether a set without certain ranges has a sum: bit s of {@code sums[i]} says so for the ranges from i
     * on.
     */
    private boolean reaches(BitSet without, int wanted) {
        BigInteger[] sums = new BigInteger[starts.length + 1];
        sums[starts.length] = BigInteger.ONE;
        for (int i = starts.length - 1; i >= 0; i--) {
            sums[i] = sums[i + 1];
            if (!without.get(i)) {
                sums[i] = sums[i].or(sums[following(i)].shiftLeft(lengths[i]));
            }
        }
        return sums[0].testBit(wanted);
    }

    private int following(int stretch) {
        int next = stretch + 1;
        while (next < starts.length && starts[next] < starts[stretch] + lengths[stretch]) {
            next++;
        }
        return next;
    }
}
