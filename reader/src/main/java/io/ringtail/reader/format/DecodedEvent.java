package io.ringtail.reader.format;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.reader.CharacterRule;
import io.ringtail.reader.EventView;
import io.ringtail.reader.FieldKind;
import io.ringtail.reader.LineBytes;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** A view of a decoder's current event. Not thread-safe. */
final class DecodedEvent implements EventView {
    private static final String IDLE = "<idle>";

    private final DecoderState state;
    private final IntUnaryOperator pids;
    private final Payload payload;
    private final StringBuilder text = new StringBuilder();
    private @Nullable CompiledEvent compiled;
    private long timestampNs;

    DecodedEvent(Payload payload, DecoderState state, IntUnaryOperator pids) {
        this.payload = payload;
        this.state = state;
        this.pids = pids;
    }

    Payload payload() {
        return payload;
    }

    void set(@Nullable CompiledEvent event, long atNs, int ofCpu) {
        compiled = event;
        timestampNs = atNs;
        state.enter(ofCpu);
    }

    private FieldDecoder field(int index) {
        if (compiled == null) {
            throw new IndexOutOfBoundsException("event " + id() + " is unknown: it has no field " + index);
        }
        return compiled.fields().get(index);
    }

    @Override
    public long timestampNs() {
        return timestampNs;
    }

    @Override
    public int cpu() {
        return state.cpu();
    }

    @Override
    public int id() {
        return payload.eventId();
    }

    @Override
    public int tid() {
        return payload.threadId();
    }

    @Override
    public int pid() {
        return pids.applyAsInt(payload.threadId());
    }

    @Override
    public @Nullable String comm() {
        int tid = payload.threadId();
        return tid == 0 ? IDLE : state.comms().name(tid);
    }

    @Override
    public @Nullable String system() {
        return compiled == null ? null : compiled.system();
    }

    @Override
    public @Nullable EventFormat format() {
        return compiled == null ? null : compiled.format();
    }

    @Override
    public int fields() {
        return compiled == null ? 0 : compiled.fields().size();
    }

    @Override
    public FieldKind kind(int field) {
        return field(field).kind();
    }

    @Override
    public boolean isCommon(int field) {
        return field(field).isCommon();
    }

    @Override
    public long number(int field) {
        return field(field).number(payload);
    }

    @Override
    public double floating(int field) {
        return field(field).floating(payload);
    }

    @Override
    public @Nullable String label(int field) {
        return field(field).label(payload);
    }

    @Override
    public Map<Long, String> labels(int field) {
        return field(field).labels();
    }

    @Override
    public boolean isHex(int field) {
        return field(field).hex();
    }

    @Override
    public CharSequence text(int field) {
        text.setLength(0);
        appendText(field, CharacterRule.RAW, text);
        return text;
    }

    @Override
    public void appendText(int field, CharacterRule rule, StringBuilder out) {
        field(field).appendText(payload, rule, out);
    }

    @Override
    public int elements(int field) {
        return field(field).elements(payload);
    }

    @Override
    public long element(int field, int index) {
        return field(field).element(payload, index);
    }

    @Override
    public int elementSize(int field) {
        return field(field).elementSize();
    }

    @Override
    public void print(StringBuilder out) {
        if (compiled != null) {
            compiled.body().append(payload, state, out);
        }
    }

    @Override
    public void print(LineBytes out) {
        if (compiled != null) {
            compiled.body().append(payload, state, out);
        }
    }

    @Override
    public ByteBuffer page() {
        return payload.page();
    }

    @Override
    public int payloadOffset() {
        return payload.offset();
    }

    @Override
    public int payloadLength() {
        return payload.length();
    }
}
