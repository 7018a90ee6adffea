package io.ringtail.client;

import io.ringtail.client.ring.NanoClock;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The events that were written before the first attach: as many as fit are kept until then, the others counted.
 *
 * <pre>
 *   next, room   taken by the writer of an event, atomic add; never given back. The conductor's thread takes the rest
 *                of the places before the replay, so that a writer that is late counts its event
 *   events       null → an event by its writer, release; taken by the conductor's thread at the replay, acquire
 *   accepting    cleared by a writer that finds no room, by the conductor's thread before the replay, and by close
 * </pre>
 *
 * <p>Without a daemon the room is soon exhausted. From then on an event is only counted, and not even that if the
 * application asks {@link EventType#isEnabled} first, which denies it: where there is no daemon, tracing costs little.
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
    private final LongAdder lost = new LongAdder();
    private volatile @Nullable AtomicReferenceArray<@Nullable Early> events = new AtomicReferenceArray<>(MOST_EVENTS);
    private boolean accepting = true;
    private boolean over;
    /** The first place that no event was given. */
    private volatile int refused = MOST_EVENTS;

    /** Returns whether events are kept; a plain load, since an event more or less does not matter. */
    boolean accepts() {
        return accepting;
    }

    /** Counts an event that is neither kept nor written, since the daemon has not answered for its type yet. */
    void miss() {
        lost.increment();
    }

    /** Keeps an event, or counts it. */
    void keep(EventType type, byte[] payload, int length) {
        AtomicReferenceArray<@Nullable Early> places = events;
        int place = bytes.addAndGet(length) <= MOST_BYTES ? next.getAndIncrement() : MOST_EVENTS;
        if (places == null || place >= MOST_EVENTS) {
            accepting = false;
            miss();
        } else {
            try {
                places.setRelease(place, new Early(type, Arrays.copyOf(payload, length)));
            } catch (VirtualMachineError e) {
                // The replay finds the place empty, and counts it.
            }
        }
    }

    /** Returns the number of events that were neither kept nor written. */
    long lost() {
        return lost.sum();
    }

    /** Returns the number of events that are kept. */
    int kept() {
        return events == null ? 0 : Math.min(next.get(), refused);
    }

    /** Returns an event that is kept, or null if its writer has not finished it. */
    @Nullable
    Early get(int place) {
        AtomicReferenceArray<@Nullable Early> places = events;
        return places == null ? null : places.getAcquire(place);
    }

    /** Keeps no more events, and returns the number of those that are kept. */
    int refuse() {
        accepting = false;
        if (!over) {
            over = true;
            refused = Math.min(next.getAndAdd(MOST_EVENTS), MOST_EVENTS);
        }
        return kept();
    }

    /** Drops all events. */
    void clear() {
        accepting = false;
        events = null;
    }
}
