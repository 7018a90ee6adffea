package io.ringtail.daemon.stream;

import io.ringtail.daemon.buffer.RingReader;
import java.nio.ByteBuffer;

/** One CPU's part in a feed: its reader, and up to when the receiver knows it to be complete. */
final class Lane implements AutoCloseable {
    /** Longer than a reader waits for a writer that owes it bytes. */
    private static final long HELD_NS = 3_000_000_000L;

    private final int cpu;
    private final RingReader reader;
    private boolean announcedOnline;
    private long pagesAtWatermark;
    private long lastPageNs;
    private long progressNs = Long.MIN_VALUE;
    private boolean finished;
    private boolean resting;

    Lane(int cpu, RingReader reader, boolean online, long nowNs) {
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
     * Polls the reader, unless this lane is finished, or rests: who has had a part of a sub-buffer would find next what was
     * written meanwhile, a few events, and would pay for a page each time.
     */
    int poll(ByteBuffer target, boolean partial, long nowNs) {
        int length = finished || resting ? 0 : reader.poll(target, partial);
        if (length > 0) {
            resting = reader.partial();
            lastPageNs = nowNs;
            progressNs = reader.timestamp();
        } else if (finished || reader.caughtUp()) {
            progressNs = nowNs;
        }
        return length;
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
        return reader.caughtUp() || nowNs - lastPageNs > HELD_NS;
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

    /** Whether the receiver waits to hear that this CPU is complete: pages have come since it last did. */
    boolean owesWatermark(long pagesSent) {
        return pagesAtWatermark < pagesSent;
    }

    void watermarkSent(long pagesSent) {
        pagesAtWatermark = pagesSent;
    }

    /** Nothing more is wanted of this CPU. */
    void finish() {
        finished = true;
    }

    boolean isFinished() {
        return finished;
    }

    @Override
    public void close() {
        reader.close();
    }
}
