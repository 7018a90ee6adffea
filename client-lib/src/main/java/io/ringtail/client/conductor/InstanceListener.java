package io.ringtail.client.conductor;

import io.ringtail.client.ring.Attachment;

/** Receives what becomes of this process's attachments to instances. All calls come from the conductor's thread. */
public interface InstanceListener {
    /** Receives nothing. */
    InstanceListener NONE = new InstanceListener() {
        @Override
        public void onAttachment(String instance, Attachment attachment) {}

        @Override
        public void onRemoved(String instance) {}
    };

    /**
     * Called with a complete attachment to an instance's file: the first, or another one.
     *
     * @param instance the instance's name
     */
    void onAttachment(String instance, Attachment attachment);

    /** Called when an instance has been removed, and no event is written in it any more. */
    void onRemoved(String instance);
}
