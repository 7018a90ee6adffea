package io.ringtail.client;

import io.ringtail.client.ring.Attachment;

/**
 * An event type's id in one buffer file.
 *
 * @param enableOffset where the event's enable word lies in the file
 * @param maxPayload the most bytes of payload that an event can have there
 */
record Binding(Attachment attachment, int id, int enableOffset, int maxPayload) {
    static Binding of(Attachment attachment, int id) {
        return new Binding(
                attachment,
                id,
                attachment.geometry().enableOffset(id),
                Math.min(attachment.geometry().ring().maxPayload(), RecordLayout.MAX_PAYLOAD));
    }

    boolean enabled() {
        return attachment.enabled(enableOffset);
    }
}
