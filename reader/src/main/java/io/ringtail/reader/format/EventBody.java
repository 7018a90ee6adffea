package io.ringtail.reader.format;

import io.ringtail.reader.LineBytes;

/** The text of an event after its name in a line. Immutable and thread-safe. */
interface EventBody {
    /**
     * Appends the event's text.
     *
     * @param state learns what the event tells about later ones, such as the names of threads
     */
    void append(Payload payload, DecoderState state, StringBuilder out);

    /** Appends the same text to lines of bytes. */
    default void append(Payload payload, DecoderState state, LineBytes out) {
        StringBuilder text = out.scratch();
        append(payload, state, text);
        out.append(text);
    }
}
