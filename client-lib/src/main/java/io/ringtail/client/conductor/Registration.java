package io.ringtail.client.conductor;

import io.ringtail.client.ring.Attachment;
import io.ringtail.proto.event.EventSchema;
import org.jspecify.annotations.Nullable;

/** A type of event that requests an id, and receives the answer. All calls come from the conductor's thread. */
public interface Registration {
    /** Returns the schema to register; always the same. */
    EventSchema schema();

    /**
     * Called when the daemon has assigned an id; again after each reconnection.
     *
     * @param attachment the file in which the id is valid
     */
    void onId(Attachment attachment, int id);

    /**
     * Called when this process no longer uses the file of the last id, or the file was truncated: nothing is written
     * until the next answer.
     */
    default void onReplaced() {}

    /**
     * Called when the daemon has refused, which it may reconsider after a reconnection.
     *
     * @param reason the error and its remedy
     */
    void onRefused(String reason);

    /**
     * Returns the registration of the same type in an instance, null if it is not written there.
     *
     * @param instance the instance's name
     */
    default @Nullable Registration inInstance(String instance) {
        return null;
    }
}
