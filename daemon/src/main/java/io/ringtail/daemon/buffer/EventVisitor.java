package io.ringtail.daemon.buffer;

import java.nio.ByteBuffer;

/** Is shown each event of a page that a reader delivers, while the reader walks over them. */
@FunctionalInterface
public interface EventVisitor {
    /** A visitor that does nothing. */
    EventVisitor NONE = (page, payloadOffset, payloadLength) -> {};

    /**
     * Is shown an event.
     *
     * @param page little endian; valid during the call
     * @param payloadOffset the offset of the event's payload in the page, in bytes
     * @param payloadLength its length in bytes, all of it within the page
     */
    void onEvent(ByteBuffer page, int payloadOffset, int payloadLength);
}
