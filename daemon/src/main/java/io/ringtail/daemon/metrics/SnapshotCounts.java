package io.ringtail.daemon.metrics;

/**
 * The outcomes of requests for snapshots since the daemon started.
 *
 * @param taken snapshots written
 * @param failed snapshots that could not be written
 * @param refused requests that came too soon
 */
public record SnapshotCounts(long taken, long failed, long refused) {
    /** No request. */
    public static final SnapshotCounts NONE = new SnapshotCounts(0, 0, 0);
}
