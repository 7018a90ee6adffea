package io.ringtail.reader.fleet;

import java.time.Duration;
import java.time.Instant;

/**
 * What is asked of a fleet.
 *
 * @param moment of interest, on the wall clock
 * @param before how much before it is wanted
 * @param after how much after it is wanted
 * @param hosts a pattern of the hosts asked
 * @param by who asks, for the hosts' logs
 * @param reason why, in a few words; may be empty
 * @param patience how long to wait for a host to say that it takes the request
 */
public record SnapshotWish(
        Instant moment, Duration before, Duration after, String hosts, String by, String reason, Duration patience) {
    /** Returns a copy for another moment. */
    public SnapshotWish at(Instant other) {
        return new SnapshotWish(other, before, after, hosts, by, reason, patience);
    }
}
