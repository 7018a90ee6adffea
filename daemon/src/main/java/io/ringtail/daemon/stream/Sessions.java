package io.ringtail.daemon.stream;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The receivers that are being served, within a bound: beyond it a request is told to come back. */
final class Sessions {
    private final int most;
    private final int mostText;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger openText = new AtomicInteger();
    private final AtomicLong lastId = new AtomicLong();
    private final Map<Long, Session> byId = new ConcurrentSkipListMap<>();

    /**
     * With bounds.
     *
     * @param most sessions of any kind
     * @param mostText sessions that merge CPUs into text, which hold a page of each CPU
     */
    Sessions(int most, int mostText) {
        this.most = most;
        this.mostText = mostText;
    }

    /** Begins a session; it lasts until it is closed. */
    Session open(Request request, FeedOptions options, boolean text) throws HttpProblem {
        take(open, most, "receivers are being served, which is the limit: try again later");
        if (text) {
            try {
                take(openText, mostText, "readers of text are being served, which is the limit: /stream takes more");
            } catch (HttpProblem e) {
                open.decrementAndGet();
                throw e;
            }
        }
        Session session = new Session(this, lastId.incrementAndGet(), request, options, text);
        byId.put(session.id(), session);
        return session;
    }

    /** The sessions now, the oldest first. */
    Collection<Session> all() {
        return byId.values();
    }

    /** A session that is being served; null where there is none of that id. */
    @Nullable
    Session byId(long id) {
        return byId.get(id);
    }

    void ended(Session session) {
        if (byId.remove(session.id(), session)) {
            open.decrementAndGet();
            if (session.isText()) {
                openText.decrementAndGet();
            }
        }
    }

    private static void take(AtomicInteger count, int most, String refusal) throws HttpProblem {
        if (count.incrementAndGet() > most) {
            count.decrementAndGet();
            throw new HttpProblem(HttpResponseStatus.SERVICE_UNAVAILABLE, most + " " + refusal);
        }
    }
}
