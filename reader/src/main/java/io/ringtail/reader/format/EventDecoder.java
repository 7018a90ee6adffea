package io.ringtail.reader.format;

import io.ringtail.proto.page.PageIterator;
import io.ringtail.reader.EventSink;
import io.ringtail.reader.LossCause;
import io.ringtail.reader.merge.MergedEvents;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Decodes merged events, of a live stream or of a file, for a sink. Allocates nothing per event. Not thread-safe. */
public final class EventDecoder implements MergedEvents {
    private final EventCatalog catalog;
    private final EventSink sink;
    private final DecoderState state;
    private final DecodedEvent event;
    private final @Nullable HeldCall calls;

    /**
     * Creates a decoder for the events in a catalog.
     *
     * @param comms returns a thread's name by its id, or null; called when a sink asks for a name
     * @param pids returns a thread's process by the thread's id, or 0; likewise
     */
    public EventDecoder(
            EventCatalog catalog, IntFunction<@Nullable String> comms, IntUnaryOperator pids, EventSink sink) {
        this(catalog, comms, pids, sink, false);
    }

    /**
     * Creates a decoder for the events in a catalog.
     *
     * @param joinsCalls whether the entry and the exit of a function with no event between become one event; the entry
     *     is then held back, until the next event or {@link #flush}
     */
    public EventDecoder(
            EventCatalog catalog,
            IntFunction<@Nullable String> comms,
            IntUnaryOperator pids,
            EventSink sink,
            boolean joinsCalls) {
        this.catalog = catalog;
        this.sink = sink;
        ByteOrder order = catalog.kernel().machine().order();
        this.state = new DecoderState(comms);
        this.event = new DecodedEvent(new Payload(order), state, pids);
        this.calls = joinsCalls ? new HeldCall(new DecodedEvent(new Payload(order), state, pids), state) : null;
    }

    /**
     * Decodes one event.
     *
     * @param page holds the event; only read, at absolute indices within the payload
     * @param payloadOffset where the payload begins in the page: its common fields
     * @param payloadLength bytes of payload, within the buffer's limit
     * @param timestampNs its time in ns of the trace's clock
     * @param cpu the CPU of the page
     */
    public void event(ByteBuffer page, int payloadOffset, int payloadLength, long timestampNs, int cpu) {
        Payload payload = event.payload().wrap(page, payloadOffset, payloadLength);
        CompiledEvent compiled = catalog.find(payload.eventId());
        if (calls != null
                && (calls.deliver(compiled, payload, sink) || calls.holds(compiled, payload, timestampNs, cpu))) {
            return;
        }
        event.set(compiled, timestampNs, cpu);
        sink.onEvent(event);
    }

    /** Learns a thread's name from an event that is not delivered, as printing it would. */
    public void skip(ByteBuffer page, int payloadOffset, int payloadLength) {
        Payload payload = event.payload().wrap(page, payloadOffset, payloadLength);
        CompiledEvent compiled = catalog.find(payload.eventId());
        if (compiled != null && compiled.body() instanceof CommLesson lesson) {
            lesson.learn(payload, state);
        }
    }

    /** Returns the names of threads that were only learned from events. */
    public Map<Integer, String> learnedNames() {
        return state.comms().learned();
    }

    @Override
    public void onEvent(int cpu, ByteBuffer page, PageIterator at) {
        event(page, at.payloadOffset(), at.payloadLength(), at.timestamp(), cpu);
    }

    /** Delivers an event that is held back. */
    public void flush() {
        if (calls != null) {
            calls.deliver(sink);
        }
    }

    @Override
    public void onLost(int cpu, long lost) {
        flush();
        sink.onLost(cpu, Math.max(-1, lost), lost < 0 ? LossCause.UNCOUNTED : LossCause.OVERRUN);
    }

    @Override
    public void onLate(int cpu, long byNs) {
        flush();
        sink.onLate(cpu, byNs);
    }

    /** Passes on that the following events are from another buffer, as {@link EventSink#onBuffer} describes. */
    public void onBuffer(String name) {
        flush();
        sink.onBuffer(name);
    }
}
