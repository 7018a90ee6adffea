package io.ringtail.kafka.fleet;

/**
 * What a host gives for the fleet's snapshots at most.
 *
 * @param perMinute snapshots that it takes within a minute
 * @param longestNs the longest time that one may cover, ns
 */
public record SnapshotLimits(int perMinute, long longestNs) {
    /** Checks the numbers. */
    public SnapshotLimits {
        if (perMinute < 1 || longestNs < 1) {
            throw new IllegalArgumentException("both limits must be above 0");
        }
    }
}
