package io.ringtail.daemon.control;

import io.ringtail.proto.control.ControlMessage;

/** Who is told what arrives on control connections, in order for each of them. */
interface SessionListener {
    /** A client sent a message; {@link ClientSession#handled} is called when it has been dealt with. */
    void onMessage(ClientSession session, ControlMessage message);

    /** The connection has ended, which says nothing about the process. The last call for a session. */
    void onClosed(ClientSession session);
}
