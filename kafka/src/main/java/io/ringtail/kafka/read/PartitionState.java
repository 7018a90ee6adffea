package io.ringtail.kafka.read;

import io.ringtail.kafka.record.PageKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** How far the reading of one partition has come. */
final class PartitionState {
    private final TopicPartition partition;
    private long endOffset;
    private final Map<PageKey, Lane> lanes = new HashMap<>();
    private final Deque<HeldPage> held = new ArrayDeque<>();
    private long newestNs = Long.MIN_VALUE;
    private long nextOffset;
    private boolean paused;

    /**
     * Creates a state.
     *
     * @param nextOffset the first record that is read
     * @param endOffset the record before which reading ends; {@link Long#MAX_VALUE} for none
     */
    PartitionState(TopicPartition partition, long nextOffset, long endOffset) {
        this.partition = partition;
        this.nextOffset = nextOffset;
        this.endOffset = endOffset;
    }

    TopicPartition partition() {
        return partition;
    }

    Map<PageKey, Lane> lanes() {
        return lanes;
    }

    Lane lane(PageKey key) {
        return lanes.computeIfAbsent(key, of -> new Lane(of.cpu()));
    }

    /** Ends the reading before a record. */
    void endAt(long offset) {
        endOffset = Math.min(endOffset, offset);
    }

    /** Notes a record before whatever becomes of it. */
    void read(long offset) {
        nextOffset = offset + 1;
    }

    /** Notes how far the consumer is, which passes over what has expired. */
    void reached(long position) {
        nextOffset = Math.max(nextOffset, position);
    }

    /**
     * Keeps a page until it has been passed on.
     *
     * @param mostNs the latest time that the page can count for, ns since 1970: where its host's clock is ahead, the
     *     partition is not, which other hosts write to
     */
    void hold(HeldPage page, long mostNs) {
        forgetReleased();
        held.addLast(page);
        newestNs = Math.max(newestNs, Math.min(page.beginNs(), mostNs));
    }

    private void forgetReleased() {
        for (HeldPage first = held.peekFirst(); first != null && first.isReleased(); first = held.peekFirst()) {
            held.removeFirst();
        }
    }

    /** Returns the number of pages that are held, of which those after one that waits may have been passed on. */
    int held() {
        return held.size();
    }

    /** Returns the offset before which all records have been passed on. */
    long delivered() {
        forgetReleased();
        HeldPage first = held.peekFirst();
        return first == null ? nextOffset : first.recordOffset();
    }

    /**
     * Whether all is read that was asked for. No page's time tells: one host's pages come after later ones of others if its
     * shipper was down, or if a clock is ahead.
     */
    boolean isDone() {
        return nextOffset >= endOffset;
    }

    /** Whether a record is after the end. */
    boolean isAfterEnd(long offset) {
        return offset >= endOffset;
    }

    /**
     * Returns the time up to which the partition is taken for complete, ns since 1970: pages of one partition are in the
     * order of their times, but for the time that a shipper lets them wait.
     *
     * @param caughtUpNs the time that counts if there is nothing more now
     */
    long frontierNs(long holdNs, long caughtUpNs) {
        if (isDone()) {
            return Long.MAX_VALUE;
        }
        return Math.max(newestNs == Long.MIN_VALUE ? newestNs : newestNs - holdNs, caughtUpNs);
    }

    boolean isPaused() {
        return paused;
    }

    void setPaused(boolean now) {
        paused = now;
    }
}
