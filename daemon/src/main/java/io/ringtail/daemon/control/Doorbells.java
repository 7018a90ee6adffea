package io.ringtail.daemon.control;

import io.ringtail.daemon.hotplug.Announcements;
import java.util.BitSet;

/** Wakes clients: rings the doorbell of each connection when there are CPUs to map, and only then. */
final class Doorbells implements Announcements {
    private final ClientTable clients;
    private boolean prepared;

    Doorbells(ClientTable clients) {
        this.clients = clients;
    }

    @Override
    public void prepared(BitSet cpus, long epoch) {
        prepared = true;
    }

    @Override
    public void online(BitSet cpus, long epoch) {}

    @Override
    public void offline(int cpu) {}

    @Override
    public void wake() {
        if (prepared) {
            prepared = false;
            clients.ringDoorbells();
        }
    }
}
