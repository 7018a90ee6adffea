package io.ringtail.daemon.feed;

import io.ringtail.daemon.buffer.RingReader;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;

/** One CPU's part in a feed: its reader, and up to when the receiver knows it to be complete. */
final class CpuFeed implements AutoCloseable {
    /** Longer than a reader waits for a writer that owes it bytes. */
    private static final long HELD_NS = 3_000_000_000L;
    /** So many looks find the same, too: a daemon that was stopped itself gives nobody up for that. */
    private static final int HELD_LOOKS = 100;

    private final int cpu;
    private final RingReader reader;
    private boolean announcedOnline;
    private long lastPageNs;
    private long progressNs = Long.MIN_VALUE;
    private long heldSinceNs;
    private int heldLooks;
    private boolean finished;
    private boolean resting;

    CpuFeed(int cpu, RingReader reader, boolean online, long nowNs) {
        this.cpu = cpu;
        this.reader = reader;
        this.lastPageNs = nowNs;
        this.announcedOnline = online;
    }

    int cpu() {
        return cpu;
    }

    RingReader reader() {
        return reader;
    }

    /**
     * Polls the reader, unless it is finished, or rests: who has had a part of a sub-buffer would find next what was
     * written meanwhile, a few events, and would pay for a page each time.
     *
     * @param mostBytes of the page's data; an event that is larger comes all the same
     */
    int poll(ByteBuffer target, boolean partial, int mostBytes, long nowNs) {
        if (finished || resting) {
            return 0;
        }
        int length = reader.poll(target, partial, mostBytes);
        if (length > 0) {
            resting = reader.partial();
            lastPageNs = nowNs;
            advanceTo(reader.timestamp());
        }
        if (length > 0 || reader.caughtUp()) {
            heldLooks = 0;
        } else if (heldLooks++ == 0) {
            heldSinceNs = nowNs;
        } else if (isGivenUp(nowNs)) {
            advanceTo(nowNs);
        }
        return length;
    }

    int poll(ByteBuffer target, boolean partial, long nowNs) {
        return poll(target, partial, Integer.MAX_VALUE, nowNs);
    }

    /**
     * Has this CPU be complete up to a time, after a poll that found nothing more; then {@link #progressNs} is past it.
     *
     * @return whether it is
     */
    boolean complete(long untilNs, LongSupplier clock) {
        if (progressNs < untilNs && !finished && !resting && reader.caughtUp()) {
            long fenceNs = reader.fence(untilNs, clock);
            if (fenceNs != RingReader.NOT_FENCED) {
                advanceTo(fenceNs);
            }
        }
        return progressNs >= untilNs;
    }

    private void advanceTo(long timeNs) {
        progressNs = Math.max(progressNs, timeNs);
    }

    /** The feed has nothing more to send and will look again: what is there by then is wanted. */
    void nextTurn() {
        resting = false;
    }

    /** Up to which time the receiver has had this CPU's events, ns. */
    long progressNs() {
        return progressNs;
    }

    /**
     * After a poll: whether a receiver that asked for what was there, and does not wait for more, has had it all. A reader
     * that is held up by a writer is waited for, for as long as it waits itself.
     */
    boolean isDrained(int length, long askedNs, long nowNs) {
        if (length > 0) {
            return reader.timestamp() >= askedNs;
        }
        return !resting && (reader.caughtUp() || isGivenUp(nowNs));
    }

    /** Whether nobody explains for so long what the reader waits for that others do not wait for it any more. */
    private boolean isGivenUp(long nowNs) {
        return heldLooks > HELD_LOOKS && nowNs - heldSinceNs > HELD_NS;
    }

    /** How long the last page is ago, ns. */
    long quietNs(long nowNs) {
        return nowNs - lastPageNs;
    }

    /** Whether the CPU's state is another than the receiver was told last; it counts as told. */
    boolean changesTo(boolean online) {
        boolean changed = announcedOnline != online;
        announcedOnline = online;
        return changed;
    }

    /** Nothing more is wanted of this CPU. */
    void finish() {
        finished = true;
        progressNs = Long.MAX_VALUE;
    }

    boolean isFinished() {
        return finished;
    }

    @Override
    public void close() {
        reader.close();
    }
}
