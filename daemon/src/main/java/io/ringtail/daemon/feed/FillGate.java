package io.ringtail.daemon.feed;

import io.ringtail.daemon.buffer.RingReader;
import java.util.List;

/**
 * Holds back what is sent to a receiver until one of its rings is filled to a percentage, as tracefs's
 * {@code buffer_percent} does; whole sub-buffers pass then. At 0 percent everything passes at once.
 *
 * <p>A receiver that merges CPUs by time also needs the parts of sub-buffers that precede what it has got: it settles,
 * once nothing whole is left, and only then is the gate closed.
 */
final class FillGate {
    private static final int WHOLE = 100;

    private enum State {
        CLOSED,
        OPEN,
        SETTLING
    }

    private final int percent;
    private final boolean ordered;
    private State state;
    /** The time of the newest event that has passed in a whole sub-buffer and that the order is kept for, ns. */
    private long settledNs = Long.MIN_VALUE;

    /**
     * Creates a gate, closed unless everything passes.
     *
     * @param ordered whether the receiver merges CPUs by time
     */
    FillGate(int percent, boolean ordered) {
        this.percent = percent;
        this.ordered = ordered;
        this.state = percent == 0 ? State.OPEN : State.CLOSED;
    }

    /** Opens if a ring is full enough, or for good once the receiver takes the rest; returns whether anything passes. */
    boolean isOpen(List<CpuFeed> feeds, boolean takesTheRest) {
        if (takesTheRest || (state == State.CLOSED && isFilled(feeds))) {
            state = State.OPEN;
        }
        return state != State.CLOSED;
    }

    private boolean isFilled(List<CpuFeed> feeds) {
        for (int i = 0; i < feeds.size(); i++) {
            RingReader reader = feeds.get(i).reader();
            long whole = reader.wholeSubbufs();
            // The sub-buffer that is being written counts as filled, or 100 percent would never be reached.
            boolean filled = whole > 0 && (whole + 1) * WHOLE >= (long) percent * reader.subbufCount();
            // A ring that has been replaced fills no more, and is kept until it has been read.
            if (filled || reader.isOver()) {
                return true;
            }
        }
        return false;
    }

    boolean isClosed() {
        return state == State.CLOSED;
    }

    /** Whether only whole sub-buffers of a CPU pass, and no part of one. */
    boolean wantsWhole(CpuFeed cpuFeed, boolean takesTheRest) {
        return percent > 0 && !takesTheRest && cpuFeed.progressNs() >= settledNs;
    }

    /** Whether a CPU has sent everything up to the time at which the gate can be closed. */
    boolean isSettled(CpuFeed cpuFeed) {
        return state == State.SETTLING && cpuFeed.progressNs() >= settledNs;
    }

    /** Notes a page that has passed: the others are needed up to its end. */
    void passed(boolean whole, long timeNs) {
        if (whole && ordered) {
            settledNs = Math.max(settledNs, timeNs);
        }
    }

    /**
     * Notes that a look at the feeds has found nothing; the gate closes unless the receiver needs more of some CPU.
     *
     * @param all whether none was passed over because others are too far ahead
     */
    void foundNothing(List<CpuFeed> feeds, boolean all) {
        if (percent > 0 && (state == State.SETTLING || (state == State.OPEN && all))) {
            boolean needs = feeds.stream().anyMatch(cpuFeed -> cpuFeed.progressNs() < settledNs);
            state = needs ? State.SETTLING : State.CLOSED;
        }
    }
}
