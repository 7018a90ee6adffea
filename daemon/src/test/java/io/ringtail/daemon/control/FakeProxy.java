package io.ringtail.daemon.control;

import io.ringtail.proto.control.ControlMessage;
import java.util.ArrayList;
import java.util.List;

/** A client that records what is sent to it. */
final class FakeProxy implements ClientProxy {
    final List<ControlMessage> sent = new ArrayList<>();
    final List<String> failures = new ArrayList<>();
    boolean closed;
    private final Peer peer;

    FakeProxy(int pid) {
        this(pid, 1000);
    }

    FakeProxy(int pid, int uid) {
        peer = new Peer(pid, uid, 1000);
    }

    @Override
    public Peer peer() {
        return peer;
    }

    @Override
    public void send(ControlMessage message) {
        sent.add(message);
    }

    @Override
    public void sendAndClose(ControlMessage message) {
        sent.add(message);
        closed = true;
    }

    @Override
    public void fail(String reason) {
        failures.add(reason);
        closed = true;
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public void handled() {}
}
