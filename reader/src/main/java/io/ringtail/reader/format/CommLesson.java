package io.ringtail.reader.format;

/** The body of an event that tells a thread's name: the name is learned, for the events that follow. */
record CommLesson(Span comm, FieldNumber threadId, EventBody body) implements EventBody {
    @Override
    public void append(Payload payload, LearnedComms comms, StringBuilder out) {
        body.append(payload, comms, out);
        comms.learn((int) threadId.value(payload), comm, payload);
    }
}
