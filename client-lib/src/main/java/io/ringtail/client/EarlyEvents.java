package io.ringtail.client;

import io.ringtail.client.ring.NanoClock;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The events that were written before the first attach: as many as fit are kept until then, the others counted.
 *
 * <pre>
 *   next, room   taken by the writer of an event, atomic add; never given back
 *   events       null → an event by its writer, release; taken by the conductor's thread at the replay, acquire
 *   accepting    cleared by the conductor's thread before the replay, and by close
 * </pre>
 *
 * <p>A writer that has taken a place and is stopped before it stores its event misses the replay: the event is counted
 * as not kept.
 */
final class EarlyEvents {
    /** The maximum number of events kept. */
    static final int MOST_EVENTS = 1000;

    /** The maximum number of bytes of their payloads. */
    static final int MOST_BYTES = 64 << 10;

    /** An event that waits for the attach. */
    static final class Early {
        final EventType type;
        final byte[] payload;
        final long timestampNs = NanoClock.MONOTONIC.nanoTime();
        final String thread = Thread.currentThread().getName();

        Early(EventType type, byte[] payload) {
            this.type = type;
            this.payload = payload;
        }
    }

    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger bytes = new AtomicInteger();
    private final AtomicLong lost = new AtomicLong();
    private volatile @Nullable AtomicReferenceArray<@Nullable Early> events = new AtomicReferenceArray<>(MOST_EVENTS);
    private boolean accepting = true;

    /** Returns whether events are kept or counted; a plain load, since an event more or less does not matter. */
    boolean accepts() {
        return accepting;
    }

    /** Keeps an event, or counts it. */
    void keep(EventType type, byte[] payload, int length) {
        AtomicReferenceArray<@Nullable Early> places = events;
        if (places == null || next.get() >= MOST_EVENTS || bytes.addAndGet(length) > MOST_BYTES) {
            lost.incrementAndGet();
            return;
        }
        int place = next.getAndIncrement();
        if (place >= MOST_EVENTS) {
            lost.incrementAndGet();
            return;
        }
        places.setRelease(place, new Early(type, Arrays.copyOf(payload, length)));
    }

    /** Returns the number of events that were neither kept nor written. */
    long lost() {
        return lost.get();
    }

    /** Returns the number of events that are kept. */
    int kept() {
        return events == null ? 0 : Math.min(next.get(), MOST_EVENTS);
    }

    /** Returns an event that is kept, or null if its writer has not finished it. */
    @Nullable
    Early get(int place) {
        AtomicReferenceArray<@Nullable Early> places = events;
        return places == null ? null : places.getAcquire(place);
    }

    /** Counts an event that was kept, and could not be written after all. */
    void countLost() {
        lost.incrementAndGet();
    }

    /** Keeps no more events. */
    void refuse() {
        accepting = false;
    }

    /** Drops all events. */
    void clear() {
        accepting = false;
        events = null;
    }
}
