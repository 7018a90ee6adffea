package io.ringtail.daemon.control;

import io.ringtail.proto.control.ControlMessage;

/** Receives what arrives on control connections, in order for each connection. */
interface ClientListener {
    /** Called for a client's message; the callee calls {@link ClientProxy#handled} when it has been handled. */
    void onMessage(ClientProxy proxy, ControlMessage message);

    /** Called when the connection has ended, which proves nothing about the process. The last call for its proxy. */
    void onClosed(ClientProxy proxy);
}
