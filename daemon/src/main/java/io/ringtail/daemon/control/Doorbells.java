package io.ringtail.daemon.control;

import io.ringtail.daemon.hotplug.Announcements;
import java.util.BitSet;

/** The announcements that wake clients: a doorbell on each connection when there is a CPU to map, and no other. */
final class Doorbells implements Announcements {
    private final ClientTable clients;

    Doorbells(ClientTable clients) {
        this.clients = clients;
    }

    @Override
    public void prepared(BitSet cpus, long epoch) {
        clients.ringDoorbells();
    }

    @Override
    public void online(BitSet cpus, long epoch) {}

    @Override
    public void offline(int cpu) {}
}
