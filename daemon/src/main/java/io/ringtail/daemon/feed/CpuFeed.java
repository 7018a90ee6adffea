package io.ringtail.daemon.feed;

import io.ringtail.daemon.buffer.EventVisitor;
import io.ringtail.daemon.buffer.RingReader;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** One CPU's part of a feed: its reader, and the time up to which the receiver knows it to be complete. */
final class CpuFeed implements AutoCloseable {
    /** Longer than a reader waits for a writer that owes it bytes. */
    private static final long HELD_NS = 3_000_000_000L;
    /**
     * The number of polls that must also find it held up: a daemon that was itself stopped must not give up on a writer
     * for that.
     */
    private static final int HELD_LOOKS = 100;

    private final int cpu;
    private RingReader reader;
    private Consumer<RingReader> begun = next -> {};
    private Consumer<RingReader> ended = last -> {};
    private boolean announcedOnline;
    private long lastPageNs;
    private long progressNs = Long.MIN_VALUE;
    private long heldSinceNs;
    private int heldLooks;
    private boolean finished;
    private boolean resting;
    private boolean skipped;
    private boolean caughtUp;
    private boolean passedAll;
    private final SelectedPages.Sent sent = new SelectedPages.Sent();

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

    /** Passes on its reader, and each one that succeeds it, before that is polled; and each one that is succeeded. */
    void eachReader(Consumer<RingReader> begins, Consumer<RingReader> ends) {
        begins.accept(reader);
        begun = begins;
        ended = ends;
    }

    /** What a filter has sent of this CPU. */
    SelectedPages.Sent sent() {
        return sent;
    }

    /**
     * Polls the reader, unless the feed is finished or resting: after a partial sub-buffer, or a loss that no event
     * follows, the next poll would find only the little that was written or dropped meanwhile, and pay for a page each
     * time.
     *
     * @param mostBytes of the page's data; an event that is larger is returned all the same
     * @param visitor is shown the events of the page
     */
    int poll(ByteBuffer target, boolean partial, int mostBytes, EventVisitor visitor, long nowNs) {
        skipped = false;
        if (finished || resting) {
            return 0;
        }
        boolean over = reader.isOver();
        // The last sub-buffer of a ring that has been replaced is never filled.
        int length = reader.poll(target, partial || over, mostBytes, visitor);
        if (over && length == 0 && reader.caughtUp()) {
            // The CPU has another ring by now, of another size: it follows in time, too.
            ended.accept(reader);
            reader = reader.succeed();
            begun.accept(reader);
            over = false;
            length = reader.poll(target, partial, mostBytes, visitor);
        }
        skipped = reader.hasSkipped();
        // After the last loss in a ring that has been replaced, the next one is still to be read.
        caughtUp = reader.caughtUp() && !over;
        passedAll = caughtUp || (length > 0 && reader.page().partial());
        if (length > 0) {
            resting = passedAll;
            lastPageNs = nowNs;
            advanceTo(reader.timestamp());
        }
        if (length > 0 || skipped || reader.caughtUp()) {
            heldLooks = 0;
        } else if (heldLooks++ == 0) {
            heldSinceNs = nowNs;
        } else if (isGivenUp(nowNs)) {
            advanceTo(nowNs);
        }
        return length;
    }

    int poll(ByteBuffer target, boolean partial, long nowNs) {
        return poll(target, partial, Integer.MAX_VALUE, EventVisitor.NONE, nowNs);
    }

    /**
     * Tries to make this CPU complete up to a time, after a poll that has caught up; then {@link #progressNs} has
     * reached it.
     *
     * @return whether it is complete
     */
    boolean complete(long untilNs, LongSupplier clock) {
        if (progressNs < untilNs && !finished && caughtUp) {
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

    /** Whether the last poll has seen that nothing more is reserved: there is nothing new until the ring moves. */
    boolean isCaughtUp() {
        return finished || caughtUp;
    }

    /** Whether all that the last poll has seen has been passed on. */
    boolean hasAll() {
        return finished || passedAll;
    }

    /** Whether the last poll has passed events that are not wanted. */
    boolean hasSkipped() {
        return skipped;
    }

    /** Ends the rest: the feed is drained and will poll again for whatever has arrived by then. */
    void nextTurn() {
        resting = false;
    }

    /** The time up to which the receiver has this CPU's events, ns. */
    long progressNs() {
        return progressNs;
    }

    /**
     * Whether, after a poll, a receiver that does not wait for more has received everything available at its request.
     * While a writer holds up the reader, the receiver waits, for as long as the reader does.
     */
    boolean isDrained(int length, long askedNs, long nowNs) {
        if (length > 0) {
            return caughtUp || reader.timestamp() >= askedNs;
        }
        return !resting && (caughtUp || isGivenUp(nowNs));
    }

    /** Whether the reader's wait has gone unexplained for so long that others no longer wait for it. */
    private boolean isGivenUp(long nowNs) {
        return heldLooks > HELD_LOOKS && nowNs - heldSinceNs > HELD_NS;
    }

    /** The time since the last page, ns. */
    long quietNs(long nowNs) {
        return nowNs - lastPageNs;
    }

    /** Whether the CPU's state differs from the one last announced to the receiver; marks it as announced. */
    boolean changesTo(boolean online) {
        boolean changed = announcedOnline != online;
        announcedOnline = online;
        return changed;
    }

    /** Ends this CPU's part: nothing more is wanted of it. */
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
