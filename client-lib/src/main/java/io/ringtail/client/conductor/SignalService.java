package io.ringtail.client.conductor;

import io.ringtail.client.barrier.ProcessBarrier;
import io.ringtail.proto.control.NeedSlots;
import io.ringtail.proto.control.Slots;
import io.ringtail.proto.control.ThreadName;
import io.ringtail.proto.control.Wanted;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;

/**
 * What the conductor asks the daemon for on behalf of writers, while it is attached: it names threads, asks for slots and
 * for CPUs.
 *
 * <p>Writers may signal with every event, so what was asked for in vain is asked for again only after a pause.
 */
final class SignalService {
    private static final long PAUSE_NS = TimeUnit.SECONDS.toNanos(1);

    private final AttachedFile file;
    private final Signals signals;
    private final ProcessBarrier barrier;
    private boolean asking;
    private boolean wanting;
    private long wantingEndNs;
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
        if (!asking && file.sweep().isShort()) {
            asking = true;
            connection.send(new NeedSlots());
        }
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

    /** The answer to a question for slots; false if they do not exist. */
    boolean onSlots(Slots slots) {
        if (!asking || !file.grant(slots)) {
            return false;
        }
        asking = false;
        if (slots.count() == 0) {
            file.sweep().askedInVain(nowNs);
        } else {
            file.sweep().onGrant();
        }
        return true;
    }

    /** Until something has to be done without a signal. */
    long leftNs(long timeNs) {
        return wanting ? wantingEndNs - timeNs : Long.MAX_VALUE;
    }
}
