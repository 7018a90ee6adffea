package io.ringtail.reader.format;

/** The body of an event that carries a thread's name, which is learned for the following events. */
record CommLesson(Span comm, FieldNumber threadId, EventBody body) implements EventBody {
    @Override
    public void append(Payload payload, DecoderState state, StringBuilder out) {
        body.append(payload, state, out);
        state.comms().learn((int) threadId.value(payload), comm, payload);
    }
}
