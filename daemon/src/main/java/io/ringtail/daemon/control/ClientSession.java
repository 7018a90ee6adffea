package io.ringtail.daemon.control;

import io.ringtail.proto.control.ControlMessage;
import org.jspecify.annotations.Nullable;

/** The sending side of one control connection. For any thread; nothing blocks. */
interface ClientSession {
    /** Who is at the other end. */
    Peer peer();

    /** The process at the other end, as the kernel refers to it: the caller closes it. Null where it gives none. */
    default @Nullable ProcessDescriptor process() {
        return null;
    }

    /** Sends a message; after the connection has ended, nothing happens. */
    void send(ControlMessage message);

    /** Sends a last message, then closes. */
    void sendAndClose(ControlMessage message);

    /** Closes because of what the client did, which is logged once. */
    void fail(String reason);

    /** Closes. */
    void close();

    /** Says that a message from this client was dealt with: a connection reads on only while few are outstanding. */
    void handled();
}
