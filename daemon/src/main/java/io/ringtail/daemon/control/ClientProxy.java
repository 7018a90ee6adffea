package io.ringtail.daemon.control;

import io.ringtail.proto.control.ControlMessage;
import org.jspecify.annotations.Nullable;

/** The conductor's handle on a connected client: the sending side of its connection. Thread-safe; nothing blocks. */
interface ClientProxy {
    /** Returns the peer. */
    Peer peer();

    /**
     * Returns the kernel's reference to the peer's process, which the caller must close; null if the kernel provides
     * none.
     */
    default @Nullable ProcessDescriptor process() {
        return null;
    }

    /** Sends a message; does nothing after the connection has ended. */
    void send(ControlMessage message);

    /** Sends a last message, then closes the connection. */
    void sendAndClose(ControlMessage message);

    /** Closes the connection because of the client's behaviour, which is logged once. */
    void fail(String reason);

    /** Closes the connection. */
    void close();

    /** Records that a message from this client was handled: a connection is read only while few are outstanding. */
    void handled();
}
