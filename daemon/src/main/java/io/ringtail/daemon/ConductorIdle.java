package io.ringtail.daemon;

import io.ringtail.daemon.control.DaemonConductor;
import org.agrona.concurrent.IdleStrategy;

/** How the conductor's thread idles: it sleeps until the conductor has something to do. */
final class ConductorIdle implements IdleStrategy {
    private final DaemonConductor conductor;

    ConductorIdle(DaemonConductor conductor) {
        this.conductor = conductor;
    }

    @Override
    public void idle(int workCount) {
        if (workCount <= 0) {
            idle();
        }
    }

    @Override
    public void idle() {
        conductor.awaitWork();
    }

    @Override
    public void reset() {}
}
