package io.ringtail.reader.format;

/** The body of an event that carries a thread's name, which is learned for the following events. */
record CommLesson(Span comm, FieldNumber threadId, EventBody body) implements EventBody {
    @Override
    public void append(Payload payload, DecoderState state, StringBuilder out) {
        body.append(payload, state, out);
        state.comms().learn((int) threadId.value(payload), comm, payload);
    }

    /** Learns without printing, also what the lesson inside teaches. */
    void learn(Payload payload, DecoderState state) {
        if (body instanceof CommLesson inner) {
            inner.learn(payload, state);
        }
        state.comms().learn((int) threadId.value(payload), comm, payload);
    }
}
