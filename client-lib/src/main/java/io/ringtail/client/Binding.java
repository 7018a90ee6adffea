package io.ringtail.client;

import io.ringtail.client.ring.Attachment;
import java.lang.ref.Reference;

/**
 * An event type's id in one buffer file, and all else that a record needs to know of it, in one object: a record is told
 * of an event by one reference, since each store of one costs a collector's barrier.
 *
 * @param enableOffset where the event's enable word lies in the file
 * @param maxPayload the most bytes of payload that an event can have there
 */
record Binding(EventType type, RecordLayout layout, Attachment attachment, int id, int enableOffset, int maxPayload) {
    static Binding of(EventType type, RecordLayout layout, Attachment attachment, int id) {
        return new Binding(
                type,
                layout,
                attachment,
                id,
                attachment.geometry().enableOffset(id),
                Math.min(attachment.geometry().ring().maxPayload(), RecordLayout.MAX_PAYLOAD));
    }

    boolean enabled() {
        try {
            return attachment.enabled(enableOffset);
        } finally {
            // The word is read by its address: a tracer that is closed meanwhile must not let the file be unmapped
            // before.
            Reference.reachabilityFence(this);
        }
    }

    /** A record of the type was committed again, or by another thread. */
    void onSecondCommit() {
        attachment.countMalformed();
        type.onSecondCommit();
    }

    /** There is no memory for a record of the type. */
    void onNoRecord(Throwable cause) {
        attachment.countMalformed();
        type.onNoRecord(cause);
    }
}
