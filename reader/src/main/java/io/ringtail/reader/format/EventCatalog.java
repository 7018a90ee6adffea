package io.ringtail.reader.format;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.InvalidFormatException;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The formats of events by their ids, compiled for decoding and printing.
 *
 * <p>Any thread may register formats while others print; a printer sees a format that was registered before the event
 * was handed to it by the same thread, or by one that synchronized with it. A catalog with a source compiles each event
 * when it is first printed, and limits what it keeps: a compiled format is many times as large as its text.
 */
public final class EventCatalog {
    /** An event's system and format text. */
    public record Text(String system, String format) {}

    private static final int LEAST_IDS = 64;
    private static final int LEAST_COST = 512;

    private final Kernel kernel;
    private final IntFunction<@Nullable Text> source;
    private final long mostText;
    private volatile @Nullable CompiledEvent[] byId = new CompiledEvent[LEAST_IDS];
    private long textKept;

    /** Creates an empty catalog. */
    public EventCatalog() {
        this(Kernel.UNKNOWN);
    }

    /** Creates an empty catalog of a kernel's events. */
    public EventCatalog(Kernel kernel) {
        this(kernel, id -> null, Long.MAX_VALUE);
    }

    /**
     * Creates a catalog of the events known to a source.
     *
     * @param source thread-safe; returns null for an unknown id
     * @param mostText bytes of format texts whose compiled forms are kept at most, each counted with 512 at least
     */
    public EventCatalog(IntFunction<@Nullable Text> source, long mostText) {
        this(Kernel.UNKNOWN, source, mostText);
    }

    private EventCatalog(Kernel kernel, IntFunction<@Nullable Text> source, long mostText) {
        this.kernel = kernel;
        this.source = source;
        this.mostText = mostText;
    }

    /**
     * Adds an event, replacing one with the same id.
     *
     * @param system the event's system, as {@code load} in {@code load:tick}
     */
    public synchronized void register(String system, EventFormat format) {
        put(system, format);
    }

    private CompiledEvent put(String system, EventFormat format) {
        int id = format.id();
        if (id < 0 || id > 0xffff) {
            throw new IllegalArgumentException("event id " + id + " is not between 0 and 65535");
        }
        @Nullable CompiledEvent[] events = byId;
        if (id >= events.length) {
            events = Arrays.copyOf(events, Integer.highestOneBit(id) << 1);
        }
        CompiledEvent compiled = CompiledEvent.of(system, format, kernel);
        events[id] = compiled;
        byId = events;
        return compiled;
    }

    Kernel kernel() {
        return kernel;
    }

    @Nullable
    CompiledEvent find(int id) {
        CompiledEvent known = kept(id);
        return known == null ? compiled(id) : known;
    }

    private @Nullable CompiledEvent kept(int id) {
        @Nullable CompiledEvent[] events = byId;
        return id >= 0 && id < events.length ? events[id] : null;
    }

    private @Nullable CompiledEvent compiled(int id) {
        Text text = source.apply(id);
        return text == null ? null : compiled(id, text);
    }

    private synchronized @Nullable CompiledEvent compiled(int id, Text text) {
        CompiledEvent known = kept(id);
        if (known != null) {
            return known;
        }
        try {
            EventFormat format = EventFormat.parse(text.format());
            int cost = Math.max(LEAST_COST, text.format().length());
            if (textKept + cost > mostText) {
                byId = new CompiledEvent[LEAST_IDS];
                textKept = 0;
            }
            textKept += cost;
            return format.id() == id ? put(text.system(), format) : null;
        } catch (InvalidFormatException e) {
            return null;
        }
    }
}
