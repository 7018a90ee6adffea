package io.ringtail.client.conductor;

import io.ringtail.client.barrier.ProcessBarrier;
import io.ringtail.proto.control.NeedSlots;
import io.ringtail.proto.control.Slots;
import io.ringtail.proto.control.ThreadName;
import io.ringtail.proto.control.Wanted;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;

/**
 * What the conductor does about writers' signals while it is attached: it names threads, asks for slots and for CPUs.
 *
 * <p>Writers may signal with every event, so what was asked for in vain is asked for again only after a pause.
 */
final class SignalService {
    private static final long PAUSE_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long RECLAIM_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final long SWEEP_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long IDLE_SWEEP_PAUSE_NS = TimeUnit.SECONDS.toNanos(10);

    private final AttachedFile file;
    private final Signals signals;
    private final ProcessBarrier barrier;
    private boolean asking;
    private boolean pausing;
    private long pauseEndNs;
    private boolean wanting;
    private long wantingEndNs;
    private boolean swept;
    private long nextSweepNs;
    private long nowNs;

    SignalService(AttachedFile file, ProcessBarrier barrier) {
        this.file = file;
        this.barrier = barrier;
        this.signals = file.signals();
        signals.forgetMissing();
    }

    void doWork(ControlConnection connection, long timeNs) {
        nowNs = timeNs;
        nameThreads(connection);
        askForCpus(connection);
        if (pausing && nowNs - pauseEndNs >= 0) {
            pausing = false;
        }
        if (signals.shortage() && !asking && !pausing) {
            findSlots(connection);
        }
        sweepSlots();
    }

    private void nameThreads(ControlConnection connection) {
        for (ThreadName thread = signals.pollThread(); thread != null; thread = signals.pollThread()) {
            connection.send(thread);
        }
    }

    private void askForCpus(ControlConnection connection) {
        if (wanting && nowNs - wantingEndNs >= 0) {
            wanting = false;
            signals.forgetMissing();
        }
        BitSet missing = signals.takeMissing();
        if (!missing.isEmpty() && !wanting) {
            wanting = true;
            wantingEndNs = nowNs + PAUSE_NS;
        }
        if (missing.stream().anyMatch(file::isOnline)) {
            // The daemon has done its part: it was this process that did not map the ring, or could not.
            file.catchUp(barrier);
        }
        for (int cpu = missing.nextSetBit(0); cpu >= 0; cpu = missing.nextSetBit(cpu + 1)) {
            if (!file.isOnline(cpu)) {
                connection.send(new Wanted(cpu));
            }
        }
    }

    private void sweepSlots() {
        if (!swept || nowNs - nextSweepNs >= 0) {
            file.attachment().slots().reclaim();
            file.attachment().slots().renew();
            swept = true;
            nextSweepNs = nowNs + (file.attachment().slots().areInUse() ? SWEEP_PAUSE_NS : IDLE_SWEEP_PAUSE_NS);
        } else if (nextSweepNs - nowNs > SWEEP_PAUSE_NS
                && file.attachment().slots().areInUse()) {
            nextSweepNs = nowNs + SWEEP_PAUSE_NS;
        }
    }

    private void findSlots(ControlConnection connection) {
        if (file.attachment().slots().reclaim() > 0) {
            signals.clearShortage();
            pause(RECLAIM_PAUSE_NS);
        } else {
            asking = true;
            connection.send(new NeedSlots());
        }
    }

    /** The answer to a question for slots; false if they do not exist. */
    boolean onSlots(Slots slots) {
        if (!asking || !file.grant(slots)) {
            return false;
        }
        asking = false;
        if (slots.count() == 0) {
            pause(PAUSE_NS);
        } else {
            signals.clearShortage();
        }
        return true;
    }

    private void pause(long lengthNs) {
        pausing = true;
        pauseEndNs = nowNs + lengthNs;
    }

    /** Until something has to be done without a signal. */
    long leftNs(long timeNs) {
        long leftNs = nextSweepNs - timeNs;
        if (wanting) {
            leftNs = Math.min(leftNs, wantingEndNs - timeNs);
        }
        if (pausing && signals.shortage()) {
            leftNs = Math.min(leftNs, pauseEndNs - timeNs);
        }
        return leftNs;
    }
}
