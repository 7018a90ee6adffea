package io.ringtail.reader.fleet;

import io.ringtail.reader.filter.Selection;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A host's part in the fleet's snapshots.
 *
 * @param host the host's name
 * @param keys a file with the keys that may ask, and one that answers
 * @param perMinute how many snapshots the host takes within a minute at most
 * @param longest the longest time that one may cover
 * @param alone whether the host ships nothing else, which would show that it is there
 * @param trigger events of this host that ask the fleet for a snapshot; null for none
 */
public record MemberOptions(
        String host,
        Path keys,
        int perMinute,
        Duration longest,
        boolean alone,
        @Nullable Trigger trigger) {
    /**
     * Events that ask for a snapshot, around their own time.
     *
     * @param events which events
     * @param wish what is asked for, with any moment
     * @param every how long after a request the next one comes at the earliest
     */
    public record Trigger(Selection events, SnapshotWish wish, Duration every) {}
}
