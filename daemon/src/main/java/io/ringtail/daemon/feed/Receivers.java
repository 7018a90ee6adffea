package io.ringtail.daemon.feed;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The receivers being served, limited in number: a request beyond the limit is asked to come back later. */
public final class Receivers {
    private final int most;
    private final int mostText;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger openText = new AtomicInteger();
    private final AtomicLong lastId = new AtomicLong();
    private final Map<Long, Receiver> byId = new ConcurrentSkipListMap<>();
    /** The counts of ended receivers by kind; its monitor is held while a receiver moves into it. */
    private final Map<String, ReceiverCounts> ended = new TreeMap<>();

    /**
     * Sets the limits.
     *
     * @param most receivers of any kind
     * @param mostText receivers that merge CPUs into text, which hold a page of each CPU
     */
    public Receivers(int most, int mostText) {
        this.most = most;
        this.mostText = mostText;
    }

    /** Opens a receiver, which counts towards the limits until it is closed. */
    public Receiver open(String path, String peer, FeedOptions options, boolean text) throws TooManyReceiversException {
        take(open, most, "receivers are being served, which is the limit: try again later");
        if (text) {
            try {
                take(
                        openText,
                        mostText,
                        "text readers are being served, which is the limit: use /stream, which allows more");
            } catch (TooManyReceiversException e) {
                open.decrementAndGet();
                throw e;
            }
        }
        Receiver receiver = new Receiver(this, lastId.incrementAndGet(), path, peer, options, text);
        byId.put(receiver.id(), receiver);
        return receiver;
    }

    /** The current receivers, the oldest first. */
    public Collection<Receiver> all() {
        return byId.values();
    }

    /** The current receiver with the given id; null if there is none. */
    public @Nullable Receiver byId(long id) {
        return byId.get(id);
    }

    /** The counts of all receivers since the daemon started, by the kind of their stream. */
    public Map<String, ReceiverCounts> totals() {
        synchronized (ended) {
            Map<String, ReceiverCounts> totals = new TreeMap<>(ended);
            all().forEach(receiver -> totals.merge(receiver.kind(), receiver.counts(), ReceiverCounts::plus));
            return totals;
        }
    }

    void ended(Receiver receiver) {
        if (moveToEnded(receiver)) {
            open.decrementAndGet();
            if (receiver.isText()) {
                openText.decrementAndGet();
            }
        }
    }

    private boolean moveToEnded(Receiver receiver) {
        synchronized (ended) {
            boolean removed = byId.remove(receiver.id(), receiver);
            if (removed) {
                ended.merge(receiver.kind(), receiver.counts(), ReceiverCounts::plus);
            }
            return removed;
        }
    }

    private static void take(AtomicInteger count, int most, String refusal) throws TooManyReceiversException {
        if (count.incrementAndGet() > most) {
            count.decrementAndGet();
            throw new TooManyReceiversException(most + " " + refusal);
        }
    }
}
