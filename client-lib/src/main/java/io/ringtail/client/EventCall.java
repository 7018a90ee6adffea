package io.ringtail.client;

import io.ringtail.client.ring.RingWriter;
import io.ringtail.client.typed.Span;
import org.jspecify.annotations.Nullable;

/** One event of a provider, for the code of {@link Tracer#provider} only: its type, and what ends it if it is a span. */
public final class EventCall implements Span {
    private static final short NULL_ORDINAL = -1;
    private static final int EMPTY_PAYLOAD = 8;

    private final EventType type;
    private final ThreadTable table;
    private final @Nullable EventCall end;

    EventCall(EventType type, ThreadTable table, @Nullable EventCall end) {
        this.type = type;
        this.table = table;
        this.end = end;
    }

    /** Returns whether an event would be written now. */
    public boolean isEnabled() {
        return type.isEnabled();
    }

    /** Returns whether an event is to be written, for code that writes it if so: if it is not, it may count. */
    public boolean isWanted() {
        return type.isWanted();
    }

    /** Returns the current thread's writer, or null if the event must be written by a record. */
    public @Nullable TypedWriter writer() {
        Binding binding = type.binding();
        ThreadEntry entry = table.shortcut(Thread.currentThread());
        if (binding == null || entry == null) {
            return null;
        }
        TypedWriter writer = entry.writer();
        return writer != null && writer.isReady(binding) ? writer : null;
    }

    /** Begins an event that is written by a record. */
    public EventRecord begin() {
        return type.begin();
    }

    /** Prepares the current thread's writer for the next event, after one that was written by a record. */
    public void prepare() {
        ThreadEntry entry = table.shortcut(Thread.currentThread());
        if (entry != null) {
            entry.prepareWriter();
        }
    }

    /** Returns the value of an enum's field. */
    @SuppressWarnings("EnumOrdinal") // the schema names the ordinals of this very class
    public static int ordinal(@Nullable Enum<?> value) {
        return value == null ? NULL_ORDINAL : value.ordinal();
    }

    /** Returns the span that this event has begun. */
    public Span span() {
        return end == null ? this : end;
    }

    /** Writes this event, which has no fields: the end of a span. */
    @Override
    public void close() {
        try {
            if (isWanted() && !closeDirectly()) {
                begin().commit();
                prepare();
            }
        } catch (VirtualMachineError | LinkageError e) {
            // The event is lost; there may be no stack for a call.
        }
    }

    /** Returns false if the event must be written by a record. */
    private boolean closeDirectly() {
        TypedWriter writer = writer();
        if (writer == null) {
            return false;
        }
        try {
            long claim = writer.begin(EMPTY_PAYLOAD);
            if (claim == RingWriter.NONE) {
                return false;
            }
            writer.end(claim, EMPTY_PAYLOAD);
        } catch (Throwable e) {
            writer.failed(e);
        }
        return true;
    }
}
