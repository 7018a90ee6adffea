package io.ringtail.reader.tracedat;

/**
 * The differences between a guest's clock and its host's on one CPU, as measured while both were traced: at each time,
 * the offset, and the factor scaling / 2^fraction. Immutable.
 */
final class TimeSamples {
    private final long[] times;
    private final long[] offsets;
    private final long[] scalings;
    private final long[] fractions;

    TimeSamples(long[] times, long[] offsets, long[] scalings, long[] fractions) {
        this.times = times;
        this.offsets = offsets;
        this.scalings = scalings;
        this.fractions = fractions;
    }

    int count() {
        return times.length;
    }

    TimeSamples withFractions(long[] bits) {
        return new TimeSamples(times, offsets, scalings, bits);
    }

    /**
     * Returns the host's time of a guest's.
     *
     * @param interpolated whether the offset changes between two samples
     */
    long host(long time, boolean interpolated) {
        if (times.length == 0) {
            return time;
        }
        if (times.length == 1) {
            return time + offsets[0];
        }
        int at = earlier(time);
        long offset = interpolated ? interpolated(time, at) : offsets[at];
        return ((time * scalings[at]) >>> fractions[at]) + offset;
    }

    private long interpolated(long time, int at) {
        long delta = times[at + 1] - times[at];
        long change = (time - times[at]) * (offsets[at + 1] - offsets[at]);
        return delta == 0 ? offsets[at] : offsets[at] + (change + delta / 2) / delta;
    }

    /** The last sample that is not later than a time, and that has a successor. */
    private int earlier(long time) {
        int low = 0;
        int high = times.length - 2;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (times[middle] <= time) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
