package io.ringtail.daemon.control;

import io.ringtail.proto.control.ControlMessage;

/** Receives what arrives on control connections, in order for each connection. */
interface SessionListener {
    /** Called for a client's message; the callee calls {@link ClientSession#handled} when it has been handled. */
    void onMessage(ClientSession session, ControlMessage message);

    /** Called when the connection has ended, which proves nothing about the process. The last call for a session. */
    void onClosed(ClientSession session);
}
