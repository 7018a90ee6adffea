package io.ringtail.reader.format;

/** The text of an event after its name in a line. Immutable and thread-safe. */
interface EventBody {
    /**
     * Appends the event's text.
     *
     * @param state learns what the event tells about later ones, such as the names of threads
     */
    void append(Payload payload, DecoderState state, StringBuilder out);
}
