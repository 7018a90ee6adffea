package io.ringtail.kafka.fleet;

import io.ringtail.kafka.record.SnapshotAnswer;
import io.ringtail.kafka.record.SnapshotRequest;
import java.io.IOException;

/** Ships what one daemon's rings have of a time. */
@FunctionalInterface
public interface SnapshotSource {
    /**
     * Ships the pages under the request's id, and returns once the broker has acknowledged all of them.
     *
     * @throws IOException if it could not; the message is one line
     */
    SnapshotAnswer ship(SnapshotRequest request) throws IOException, InterruptedException;
}
