package io.ringtail.daemon;

import io.ringtail.daemon.buffer.BufferFile;

/** Whether writers have a ring: one CPU's is enough, since events of CPUs without one go there. */
final class OnlineRings {
    private final BufferFile file;

    OnlineRings(BufferFile file) {
        this.file = file;
    }

    /** What is wrong; empty where a ring is online. */
    String problem() {
        for (int cpu = 0; cpu < file.geometry().possibleCpus(); cpu++) {
            if (file.ring(cpu) != null && file.online(cpu)) {
                return "";
            }
        }
        return "no CPU's ring is online";
    }
}
