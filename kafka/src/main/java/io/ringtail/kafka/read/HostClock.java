package io.ringtail.kafka.read;

import io.ringtail.proto.stream.ClockReading;
import java.util.concurrent.TimeUnit;

/**
 * The difference between a host's wall clock and the clock of its events. It follows the wall clock when that is set, and
 * not the errors of single readings, which would disturb the order of the host's own CPUs.
 */
final class HostClock {
    private static final long LEAST_STEP_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private boolean known;
    private long offsetNs;
    private long errorNs;

    /** Returns what is added to a time of the host's events to get the wall clock's, ns, as of a reading. */
    long offsetNs(ClockReading reading) {
        long present = reading.pair().offsetNs();
        errorNs = Math.max(errorNs, reading.uncertaintyNs());
        if (!known || Math.abs(present - offsetNs) > Math.max(LEAST_STEP_NS, 2 * reading.uncertaintyNs())) {
            known = true;
            offsetNs = present;
        }
        return offsetNs;
    }

    /** Returns the largest uncertainty of a reading so far, ns. */
    long errorNs() {
        return errorNs;
    }
}
