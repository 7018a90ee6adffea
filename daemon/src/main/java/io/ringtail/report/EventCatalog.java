package io.ringtail.report;

import io.ringtail.proto.event.EventFormat;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The events that are known by their ids, compiled for printing.
 *
 * <p>Any thread may register formats while others print; a printer sees a format that was registered before the event
 * was handed to it by the same thread, or by one that synchronized with it.
 */
public final class EventCatalog {
    private static final int LEAST_IDS = 64;

    private volatile @Nullable CompiledEvent[] byId = new CompiledEvent[LEAST_IDS];

    /** A catalog without any event. */
    public EventCatalog() {}

    /**
     * Adds an event, in place of one that had its id.
     *
     * @param system the event's system, as {@code load} in {@code load:tick}
     */
    public synchronized void register(String system, EventFormat format) {
        int id = format.id();
        if (id < 0 || id > 0xffff) {
            throw new IllegalArgumentException("event id " + id + " is not between 0 and 65535");
        }
        @Nullable CompiledEvent[] events = byId;
        if (id >= events.length) {
            events = Arrays.copyOf(events, Integer.highestOneBit(id) << 1);
        }
        events[id] = CompiledEvent.of(system, format);
        byId = events;
    }

    /** The event's full name, {@code SYSTEM:NAME}, or null for an unknown id. */
    public @Nullable String name(int id) {
        CompiledEvent event = find(id);
        return event == null ? null : event.name();
    }

    @Nullable
    CompiledEvent find(int id) {
        @Nullable CompiledEvent[] events = byId;
        return id >= 0 && id < events.length ? events[id] : null;
    }
}
