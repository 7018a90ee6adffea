package io.ringtail.daemon.feed;

import io.ringtail.daemon.buffer.RingReader;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One receiver: its accounts, written by its event loop and read by anybody who asks for statistics, and whether it waits
 * for more, which anybody may end.
 */
public final class Receiver implements AutoCloseable {
    /** In place of a time: the receiver waits for what will come. */
    private static final long FOREVER = Long.MAX_VALUE;

    private final Receivers receivers;
    private final long id;
    private final String path;
    private final String peer;
    private final long sinceNs;
    private final boolean text;
    private final AtomicLong pages = new AtomicLong();
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong unreadable = new AtomicLong();
    private final AtomicLong stalled = new AtomicLong();
    private final AtomicLong untilNs;

    Receiver(Receivers receivers, long id, String path, String peer, FeedOptions options, boolean text) {
        this.receivers = receivers;
        this.id = id;
        this.path = path;
        this.peer = peer;
        this.sinceNs = options.askedNs();
        this.text = text;
        this.untilNs = new AtomicLong(options.waiting() ? FOREVER : options.askedNs());
    }

    /** Whether the receiver waits for more when it has had everything. */
    boolean isWaiting() {
        return untilNs.get() == FOREVER;
    }

    /** Of a receiver that does not wait: it gets nothing that is younger. */
    long untilNs() {
        return untilNs.get();
    }

    /** Has the receiver wait no longer, but get what is there now. */
    public void finish(long nowNs) {
        untilNs.compareAndSet(FOREVER, nowNs);
    }

    /** Counts the page that a reader has just given. */
    void count(RingReader reader, int length) {
        pages.lazySet(pages.get() + 1);
        events.lazySet(events.get() + reader.events());
        bytes.lazySet(bytes.get() + length);
        lost.lazySet(lost.get() + reader.lost());
        dropped.lazySet(dropped.get() + reader.lostDropped());
        unreadable.lazySet(unreadable.get() + reader.lostUnreadable());
        stalled.lazySet(stalled.get() + reader.lostStalled());
    }

    /** What it asked for. */
    public String path() {
        return path;
    }

    /** Who it is. */
    public String peer() {
        return peer;
    }

    /** When it asked, ns. */
    public long sinceNs() {
        return sinceNs;
    }

    /** Its number, by which others may finish it. */
    public long id() {
        return id;
    }

    boolean isText() {
        return text;
    }

    /** What it has received and lost so far. */
    public ReceiverCounts counts() {
        return new ReceiverCounts(
                pages.get(), events.get(), bytes.get(), lost.get(), dropped.get(), unreadable.get(), stalled.get());
    }

    @Override
    public void close() {
        receivers.ended(this);
    }
}
