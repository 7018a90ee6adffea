package io.ringtail.daemon;

import io.ringtail.daemon.buffer.BufferFile;

/** Checks that writers have a ring: one is enough, since it also receives the events of CPUs without one. */
final class OnlineRings {
    private final BufferFile file;

    OnlineRings(BufferFile file) {
        this.file = file;
    }

    /** The problem; empty if a ring is online. */
    String problem() {
        for (int cpu = 0; cpu < file.geometry().possibleCpus(); cpu++) {
            if (file.ring(cpu) != null && file.online(cpu)) {
                return "";
            }
        }
        return "no CPU's ring is online";
    }
}
