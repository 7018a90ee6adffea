package io.ringtail.daemon.stream;

import io.ringtail.daemon.buffer.RingReader;
import java.util.concurrent.atomic.AtomicLong;

/** One receiver's accounts: written by its event loop, read by anybody who asks for statistics. */
final class Session implements AutoCloseable {
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

    Session(Sessions sessions, long id, String path, String peer, long sinceNs, boolean text) {
        this.sessions = sessions;
        this.id = id;
        this.path = path;
        this.peer = peer;
        this.sinceNs = sinceNs;
        this.text = text;
    }

    /** Counts the page that a reader has just given. */
    void count(RingReader reader, int length) {
        pages.lazySet(pages.get() + 1);
        events.lazySet(events.get() + reader.events());
        bytes.lazySet(bytes.get() + length);
        lost.lazySet(lost.get() + reader.lost());
        dropped.lazySet(dropped.get() + reader.lostDropped());
        unreadable.lazySet(unreadable.get() + reader.lostUnreadable());
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
                .number("lost_overwritten", lost.get() - dropped.get() - unreadable.get())
                .number("lost_dropped", dropped.get())
                .number("lost_unreadable", unreadable.get())
                .endObject();
    }

    @Override
    public void close() {
        sessions.ended(this);
    }
}
