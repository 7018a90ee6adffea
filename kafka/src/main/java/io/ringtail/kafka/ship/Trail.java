package io.ringtail.kafka.ship;

import io.ringtail.kafka.record.PagesRecord;
import io.ringtail.kafka.record.Progress;
import io.ringtail.kafka.record.ShippedPage;
import io.ringtail.proto.stream.Position;
import org.jspecify.annotations.Nullable;

/**
 * How far the topic has the pages that one ring buffer had on one CPU, among those of other ring buffers. For one thread.
 */
final class Trail {
    private final Progress progress;
    private final long generation;
    private @Nullable Position end;

    /**
     * Creates a trail at a checkpoint.
     *
     * @param session that wrote the checkpoint
     * @param generation when the ring buffer was created
     * @param end the position after the last page before the checkpoint; null if there is none of this ring buffer
     */
    Trail(long session, long generation, @Nullable Position end) {
        this.progress = new Progress(session);
        this.generation = generation;
        this.end = end;
    }

    /** Takes the next record of the CPU's key, in the order of its partition. */
    void take(PagesRecord next) {
        if (progress.take(next) == Progress.Verdict.NEXT
                && next instanceof ShippedPage page
                && page.generation() == generation) {
            end = page.end();
        }
    }

    /** Returns the largest number of a session so far. */
    long session() {
        return progress.session();
    }

    /** Returns the position after the last page of the ring buffer; null if the topic has none. */
    @Nullable
    Position end() {
        return end;
    }
}
