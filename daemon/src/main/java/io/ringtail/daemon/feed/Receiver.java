package io.ringtail.daemon.feed;

import io.ringtail.daemon.access.Principal;
import io.ringtail.daemon.buffer.PageInfo;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One receiver: its counters, written by its event loop and read by any thread, and whether it waits for more, which
 * any thread may end.
 */
public final class Receiver implements AutoCloseable {
    /** A value in place of a time: the receiver waits for future events. */
    private static final long FOREVER = Long.MAX_VALUE;

    private static final long CAUGHT_UP = Long.MAX_VALUE;

    private final Receivers receivers;
    private final long number;
    private final String id;
    private final String path;
    private final String peer;
    private final Principal owner;
    private final long sinceNs;
    private final boolean text;
    private final boolean lossless;
    private final AtomicLong pages = new AtomicLong();
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong filtered = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong unreadable = new AtomicLong();
    private final AtomicLong stalled = new AtomicLong();
    /**
     * The time of the last event sent, or that at which something was left again; {@link #CAUGHT_UP} when nothing was
     * left to be sent.
     */
    private final AtomicLong reachedNs = new AtomicLong(CAUGHT_UP);

    private final AtomicLong untilNs;
    private volatile Runnable onFinish = () -> {};
    /** Bytes of rings read, whether they were sent or not; only for its event loop. */
    private long readBytes;

    Receiver(
            Receivers receivers,
            long number,
            String id,
            String path,
            String peer,
            Principal owner,
            FeedOptions options,
            boolean text) {
        this.receivers = receivers;
        this.number = number;
        this.id = id;
        this.path = path;
        this.peer = peer;
        this.owner = owner;
        this.sinceNs = options.askedNs();
        this.text = text;
        this.lossless = options.lossless();
        this.untilNs = new AtomicLong(options.waiting() ? FOREVER : options.askedNs());
    }

    /** Whether the receiver waits for more once it has everything available. */
    boolean isWaiting() {
        return untilNs.get() == FOREVER;
    }

    /** The time after which a receiver that does not wait gets no events. */
    long untilNs() {
        return untilNs.get();
    }

    /** Ends the receiver's wait; it still gets what is available now. */
    public void finish(long nowNs) {
        untilNs.compareAndSet(FOREVER, nowNs);
        onFinish.run();
    }

    /** Sets what is run, by any thread, when the receiver's wait ends; call it before the first poll. */
    public void onFinish(Runnable action) {
        onFinish = action;
    }

    /**
     * Counts a page that a CPU's reader has just copied.
     *
     * @param kept the events of it that are sent
     * @param length the bytes that are sent; 0 for none, or if they are counted apart
     */
    void count(CpuFeed cpuFeed, int kept, int length) {
        PageInfo page = cpuFeed.reader().page();
        pages.lazySet(pages.get() + (length > 0 ? 1 : 0));
        events.lazySet(events.get() + kept);
        filtered.lazySet(filtered.get() + page.events() - kept);
        bytes.lazySet(bytes.get() + length);
        lost.lazySet(lost.get() + page.lost());
        dropped.lazySet(dropped.get() + page.lostDropped());
        unreadable.lazySet(unreadable.get() + page.lostUnreadable());
        stalled.lazySet(stalled.get() + page.lostStalled());
        if (page.events() > 0) {
            reachedNs.lazySet(cpuFeed.reader().timestamp());
        }
        readBytes += page.endOffset() - page.startOffset();
    }

    /** The bytes of rings that have been read for it, whether they were sent or not; only for its event loop. */
    public long readBytes() {
        return readBytes;
    }

    /** Counts a page that is sent, whose events have been counted without it. */
    void countPage(int length) {
        pages.lazySet(pages.get() + 1);
        bytes.lazySet(bytes.get() + length);
    }

    /** Notes that everything available has been sent. */
    public void caughtUp() {
        reachedNs.lazySet(CAUGHT_UP);
    }

    /**
     * Notes that something available has not been sent.
     *
     * @param nowNs since when that is so, if everything had been sent before
     */
    public void isBehind(long nowNs) {
        reachedNs.compareAndSet(CAUGHT_UP, nowNs);
    }

    /**
     * How long ago the last event sent was written, or since when something has been left if all had been sent before,
     * ns; 0 if everything available has been sent.
     */
    public long lagNs(long nowNs) {
        return Math.max(0, nowNs - Math.min(nowNs, reachedNs.get()));
    }

    /** The path of its request. */
    public String path() {
        return path;
    }

    /** The kind of its stream: the last name of its path, such as {@code trace_pipe_raw}. */
    public String kind() {
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(path.lastIndexOf('/', end - 1) + 1, end);
    }

    /** The address of its peer. */
    public String peer() {
        return peer;
    }

    /** The time of its request, ns. */
    public long sinceNs() {
        return sinceNs;
    }

    /** Its id, which only its owner, and who may finish others' streams, should learn. */
    public String id() {
        return id;
    }

    /** The sender of its request. */
    public Principal owner() {
        return owner;
    }

    /** Its position in the order of all receivers since the daemon started. */
    long number() {
        return number;
    }

    /** Whether it asked for rings in discard mode to wait for it. */
    public boolean isLossless() {
        return lossless;
    }

    boolean isText() {
        return text;
    }

    /** The events received and lost so far. */
    public ReceiverCounts counts() {
        return new ReceiverCounts(
                pages.get(),
                events.get(),
                filtered.get(),
                bytes.get(),
                lost.get(),
                dropped.get(),
                unreadable.get(),
                stalled.get());
    }

    @Override
    public void close() {
        receivers.ended(this);
    }
}
