package io.ringtail.daemon.feed;

import io.ringtail.daemon.access.LimitException;
import io.ringtail.daemon.access.Principal;
import io.ringtail.daemon.access.Slots;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The receivers being served, limited in number: a request beyond the limit is asked to come back later. Each has an id
 * that cannot be guessed, since whoever knows it may finish the stream.
 */
public final class Receivers {
    private static final int ID_BYTES = 16;

    private final Slots slots;
    private final Slots textSlots;
    private final SecureRandom random = new SecureRandom();
    private final AtomicLong opened = new AtomicLong();
    private final Map<Long, Receiver> inOrder = new ConcurrentSkipListMap<>();
    /** The counts of ended receivers by kind; its monitor is held while a receiver moves into it. */
    private final Map<String, ReceiverCounts> ended = new TreeMap<>();

    /**
     * Sets the limits.
     *
     * @param slots of receivers of any kind
     * @param textSlots of receivers that merge CPUs into text, which hold a page of each CPU
     */
    public Receivers(Slots slots, Slots textSlots) {
        this.slots = slots;
        this.textSlots = textSlots;
    }

    /** Opens a receiver, which counts towards the limits until it is closed. */
    public Receiver open(String path, String peer, Principal owner, FeedOptions options, boolean text)
            throws LimitException {
        slots.take(owner.account(), owner.isOperator());
        if (text) {
            try {
                textSlots.take(owner.account(), owner.isOperator());
            } catch (LimitException e) {
                slots.release(owner.account());
                throw e;
            }
        }
        long number = opened.incrementAndGet();
        Receiver receiver = new Receiver(this, number, newId(), path, peer, owner, options, text);
        inOrder.put(number, receiver);
        return receiver;
    }

    private String newId() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** The current receivers, the oldest first. */
    public Collection<Receiver> all() {
        return inOrder.values();
    }

    /** The current receiver with the given id; null if there is none. */
    public @Nullable Receiver byId(String id) {
        return all().stream()
                .filter(receiver -> receiver.id().equals(id))
                .findFirst()
                .orElse(null);
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
            String account = receiver.owner().account();
            slots.release(account);
            if (receiver.isText()) {
                textSlots.release(account);
            }
        }
    }

    private boolean moveToEnded(Receiver receiver) {
        synchronized (ended) {
            boolean removed = inOrder.remove(receiver.number(), receiver);
            if (removed) {
                ended.merge(receiver.kind(), receiver.counts(), ReceiverCounts::plus);
            }
            return removed;
        }
    }
}
