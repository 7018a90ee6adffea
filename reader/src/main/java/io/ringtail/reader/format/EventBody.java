package io.ringtail.reader.format;

/** What a line says about an event behind its name. Immutable; any thread may use it. */
interface EventBody {
    /**
     * Adds the event's text.
     *
     * @param comms learns the thread names that the event tells
     */
    void append(Payload payload, LearnedComms comms, StringBuilder out);
}
