package io.ringtail.client;

import io.ringtail.client.ring.RingWriter;
import io.ringtail.client.typed.Span;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** One event of a provider, for the code of {@link Tracer#provider} only: its type, and what ends it if it is a span. */
public final class EventCall implements Span {
    private static final short NULL_ORDINAL = -1;
    private static final int EMPTY_PAYLOAD = 8;

    /** Where an event is counted that fails before it has a place in a ring. */
    public final LostEvents lost;

    private final EventType type;
    private final ThreadTable table;
    private final CallOptions options;
    private @Nullable KeptSpans spans;
    /**
     * What the method returns if it opens no span that keeps values. A field for the code of {@link Tracer#provider},
     * which may have no stack for a call; set before any other thread uses this object.
     */
    public @Nullable Span unwritten;

    /** What a call needs that few have. */
    record CallOptions(int every, CurrentTrace trace, int stackDepth) {}

    EventCall(EventType type, ThreadTable table, @Nullable EventCall end, CallOptions options) {
        this.type = type;
        this.lost = type.lost;
        this.table = table;
        this.options = options;
        this.unwritten = end == null ? this : end;
    }

    /** Sets the spans that this event's method returns; before any other thread uses this object. */
    void keepSpansIn(KeptSpans kept) {
        spans = kept;
        unwritten = kept.none().face;
    }

    /** Sets what the method returns whose event cannot be written; before any other thread uses this object. */
    void returnInstead(Span silent) {
        unwritten = silent;
    }

    /** Returns whether an event would be written now. */
    public boolean isEnabled() {
        return type.isEnabled();
    }

    /** Returns whether an event is to be written, for code that writes it if so: if it is not, it may count. */
    public boolean isWanted() {
        return type.isWanted();
    }

    /** Returns what {@link #isWanted} does if the event of this call is one of those that are written. */
    public boolean isSampled() {
        return (type.binding() == null || type.isEnabled())
                && ThreadLocalRandom.current().nextInt(options.every()) == 0
                && type.isWanted();
    }

    /** Returns the context of the current trace; null if there is none. */
    public @Nullable Object traceContext() {
        return options.trace().context();
    }

    /** Returns a context's trace id; empty if there is no context. */
    public String traceId(@Nullable Object context) {
        return options.trace().traceId(context);
    }

    /** Returns a context's span id; empty if there is no context. */
    public String spanId(@Nullable Object context) {
        return options.trace().spanId(context);
    }

    /** Returns the current thread's id in this JVM. */
    public long javaTid() {
        try {
            return Thread.currentThread().getId();
        } catch (Throwable e) { // of a class that overrides the method
            ApplicationCode.onFailure(e);
            return 0;
        }
    }

    /** Returns the current thread's name. */
    public String javaThread() {
        return Thread.currentThread().getName();
    }

    /** Returns the callers. */
    public String stack() {
        return CallStack.text(options.stackDepth());
    }

    /** Returns an open span, which keeps values until its end. */
    public KeptSpan openSpan() {
        return Objects.requireNonNull(spans, "only a method whose span keeps values asks for one")
                .open();
    }

    /**
     * Returns the current thread's writer, or null if the event must be written by a record, such as one that is to be
     * written in an instance.
     */
    public @Nullable TypedWriter writer() {
        Binding binding = type.binding();
        ThreadEntry entry = table.shortcut(Thread.currentThread());
        if (binding == null || entry == null || binding.fansOut()) {
            return null;
        }
        TypedWriter writer = entry.writer();
        return writer != null && writer.isReady(binding) ? writer : null;
    }

    /**
     * Begins an event that is written by a record. Returns null if there is nothing to write, or if the stack ended here,
     * which is counted: the caller must count nothing more.
     */
    public @Nullable EventRecord begin() {
        EventRecord begun = type.begin();
        return begun.context == null ? null : begun;
    }

    /** Prepares the current thread's writer for the next event, after one that was written by a record. */
    public void prepare() {
        try {
            ThreadEntry entry = table.shortcut(Thread.currentThread());
            if (entry != null) {
                entry.prepareWriter();
            }
        } catch (VirtualMachineError | LinkageError e) {
            // A record writes the next event, too.
        }
    }

    /** Returns the value of an enum's field. */
    @SuppressWarnings("EnumOrdinal") // the schema names the ordinals of this very class
    public static int ordinal(@Nullable Enum<?> value) {
        return value == null ? NULL_ORDINAL : value.ordinal();
    }

    /** Writes this event, the end of a span, with the values that the span has kept. */
    void write(SpanWriter fields, KeptValues values) {
        if (!writeDirectly(fields, values)) {
            EventRecord into = begin();
            if (into == null) {
                return;
            }
            fields.fill(into, values);
            into.commit();
            try {
                prepare();
            } catch (VirtualMachineError e) {
                // The event is written or counted; a record writes the next one, too.
            }
        }
    }

    /** Returns false if the event must be written by a record. */
    private boolean writeDirectly(SpanWriter fields, KeptValues values) {
        TypedWriter writer = writer();
        if (writer == null) {
            return false;
        }
        try {
            return fields.write(writer, values);
        } catch (Throwable e) {
            writer.failed(e);
            return true;
        }
    }

    /** Called when there is no memory for a span of which this is the end. */
    void onNoSpan(VirtualMachineError cause) {
        type.onNoSpan(cause);
    }

    /** Called when a span is closed on another thread than the one that began it. */
    void onForeignClose() {
        type.onForeignClose();
    }

    /** Writes this event, which has no fields: the end of a span. */
    @Override
    public void close() {
        boolean settled = false;
        try {
            if (isWanted() && !closeDirectly()) {
                EventRecord into = begin();
                if (into != null) {
                    into.commit();
                }
                settled = true;
                prepare();
            }
        } catch (VirtualMachineError | LinkageError e) {
            if (!settled) {
                try {
                    lost.add();
                } catch (VirtualMachineError again) {
                    lost.uncalled++;
                }
            }
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
