package io.ringtail.client.conductor;

import io.ringtail.client.ring.Attachment;
import io.ringtail.proto.event.EventSchema;

/** A kind of event that wants an id, and is told it. All calls come from the conductor's thread. */
public interface Registration {
    /** What is registered; always the same. */
    EventSchema schema();

    /**
     * The daemon has given an id; again after each reconnection.
     *
     * @param attachment the file in which the id holds
     */
    void onId(Attachment attachment, int id);

    /** The file of the last id is not this process's any more, or has been cut short: nothing is written until there is another answer. */
    default void onReplaced() {}

    /**
     * The daemon has refused, which it may reconsider after a reconnection.
     *
     * @param reason what is wrong and what to do
     */
    void onRefused(String reason);
}
