package io.ringtail.daemon;

import io.ringtail.daemon.control.DaemonConductor;
import org.agrona.concurrent.IdleStrategy;

/**
 * The idle strategy of the conductor's thread: sleeps until the conductor has something to do, or a sign of life is
 * due.
 */
final class ConductorIdle implements IdleStrategy {
    private final DaemonConductor conductor;
    private final Watchdog watchdog;

    ConductorIdle(DaemonConductor conductor, Watchdog watchdog) {
        this.conductor = conductor;
        this.watchdog = watchdog;
    }

    @Override
    public void idle(int workCount) {
        if (workCount <= 0) {
            idle();
        }
    }

    @Override
    public void idle() {
        conductor.awaitWork(watchdog.leftNs());
    }

    @Override
    public void reset() {}
}
