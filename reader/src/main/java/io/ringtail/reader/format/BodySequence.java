package io.ringtail.reader.format;

import java.util.List;

/** Several bodies, one after the other. */
record BodySequence(List<EventBody> bodies) implements EventBody {
    @Override
    public void append(Payload payload, DecoderState state, StringBuilder out) {
        for (EventBody body : bodies) {
            body.append(payload, state, out);
        }
    }
}
