package io.ringtail.daemon;

import io.ringtail.daemon.control.DaemonConductor;
import java.util.function.LongSupplier;
import org.agrona.concurrent.IdleStrategy;

/**
 * The idle strategy of the conductor's thread: sleeps until the conductor has something to do, or a sign of life is
 * due.
 */
final class ConductorIdle implements IdleStrategy {
    private final DaemonConductor conductor;
    private final LongSupplier leftNs;

    /**
     * Creates the strategy.
     *
     * @param leftNs the maximum time to sleep, in ns
     */
    ConductorIdle(DaemonConductor conductor, LongSupplier leftNs) {
        this.conductor = conductor;
        this.leftNs = leftNs;
    }

    @Override
    public void idle(int workCount) {
        if (workCount <= 0) {
            idle();
        }
    }

    @Override
    public void idle() {
        conductor.awaitWork(leftNs.getAsLong());
    }

    @Override
    public void reset() {}
}
