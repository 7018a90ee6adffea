package io.ringtail.reader.format;

import io.ringtail.reader.EventSink;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The entry of a function, held back until the next event: if that is the function's exit, both become one event. Not
 * thread-safe.
 */
final class HeldCall {
    private static final int LEAST_BYTES = 64;

    private final DecoderState state;
    private final DecodedEvent event;
    private ByteBuffer copy;
    private @Nullable CompiledEvent entry;
    private long timestampNs;
    private int cpu;

    HeldCall(DecodedEvent event, DecoderState state) {
        this.event = event;
        this.state = state;
        this.copy =
                ByteBuffer.allocate(LEAST_BYTES).order(event.payload().page().order());
    }

    /** Holds an event, if it is the entry of a function. */
    boolean holds(@Nullable CompiledEvent compiled, Payload payload, long atNs, int ofCpu) {
        if (compiled == null || !(compiled.body() instanceof GraphBody body) || body.times() != null) {
            return false;
        }
        if (copy.capacity() < payload.length()) {
            copy = ByteBuffer.allocate(payload.length()).order(copy.order());
        }
        copy.put(0, payload.page(), payload.offset(), payload.length());
        event.payload().wrap(copy, 0, payload.length());
        entry = compiled;
        timestampNs = atNs;
        cpu = ofCpu;
        return true;
    }

    /** Delivers the held event, if there is one, as one with the next event if that is its function's exit. */
    boolean deliver(@Nullable CompiledEvent next, Payload payload, EventSink sink) {
        if (entry == null) {
            return false;
        }
        GraphBody.Times times = exit(entry, next, payload);
        if (times != null) {
            state.setLeaf(times.end().value(payload) - times.call().value(payload));
        }
        deliver(sink);
        return times != null;
    }

    /** Delivers the held event, if there is one. */
    void deliver(EventSink sink) {
        if (entry != null) {
            event.set(entry, timestampNs, cpu);
            entry = null;
            sink.onEvent(event);
            state.clearLeaf();
        }
    }

    /** The times of a function's exit; null if an event is not the exit of the held function. */
    private GraphBody.@Nullable Times exit(CompiledEvent held, @Nullable CompiledEvent next, Payload payload) {
        if (next == null
                || !(next.body() instanceof GraphBody exit)
                || !(held.body() instanceof GraphBody body)
                || payload.threadId() != event.payload().threadId()
                || exit.function().value(payload) != body.function().value(event.payload())) {
            return null;
        }
        return exit.times();
    }
}
