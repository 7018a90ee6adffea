package io.ringtail.proto.stream;

/**
 * One moment on two clocks, by which the times of a trace become wall-clock times.
 *
 * @param monotonicNs CLOCK_MONOTONIC, the clock of a trace's times, in ns
 * @param realtimeNs CLOCK_REALTIME, in ns since 1970
 */
public record ClockPair(long monotonicNs, long realtimeNs) {
    /** Reads both clocks, as close together as a few attempts bring them. */
    public static ClockPair now() {
        return ClockReading.now().pair();
    }

    /** Returns what is added to a monotonic time to get the wall-clock time, ns. */
    public long offsetNs() {
        return realtimeNs - monotonicNs;
    }
}
