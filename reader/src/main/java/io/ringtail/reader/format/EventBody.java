package io.ringtail.reader.format;

/** The text of an event after its name in a line. Immutable and thread-safe. */
interface EventBody {
    /**
     * Appends the event's text.
     *
     * @param comms learns the thread names that the event carries
     */
    void append(Payload payload, LearnedComms comms, StringBuilder out);
}
