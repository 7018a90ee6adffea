package io.ringtail.daemon.stream;

import io.ringtail.daemon.buffer.RingReader;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One receiver: its accounts, written by its event loop and read by anybody who asks for statistics, and whether it waits
 * for more, which anybody may end.
 */
final class Session implements AutoCloseable {
    /** In place of a time: the receiver waits for what will come. */
    private static final long FOREVER = Long.MAX_VALUE;

    private final Sessions sessions;
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

    Session(Sessions sessions, long id, Request request, FeedOptions options, boolean text) {
        this.sessions = sessions;
        this.id = id;
        this.path = request.path();
        this.peer = request.peer();
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
    void finish(long nowNs) {
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

    long id() {
        return id;
    }

    boolean isText() {
        return text;
    }

    /** Adds the accounts as a JSON object. */
    void describe(JsonText json, long nowNs) {
        json.beginObject()
                .number("id", id)
                .string("path", path)
                .string("peer", peer)
                .number("age_ns", nowNs - sinceNs)
                .number("pages", pages.get())
                .number("events", events.get())
                .number("bytes", bytes.get())
                .number("lost", lost.get())
                .number("lost_overwritten", lost.get() - dropped.get() - unreadable.get() - stalled.get())
                .number("lost_dropped", dropped.get())
                .number("lost_unreadable", unreadable.get())
                .number("lost_stalled", stalled.get())
                .endObject();
    }

    @Override
    public void close() {
        sessions.ended(this);
    }
}
