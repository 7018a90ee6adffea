package io.ringtail.client.conductor;

import io.ringtail.client.barrier.ProcessBarrier;
import io.ringtail.proto.control.NeedSlots;
import io.ringtail.proto.control.Slots;
import io.ringtail.proto.control.ThreadName;
import io.ringtail.proto.control.Wanted;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The conductor's requests to the daemon on behalf of writers, while it is attached: names threads, requests slots and
 * CPUs.
 *
 * <p>Writers may signal with every event, so an unsuccessful request is repeated only after a pause.
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
        ThreadName thread = pollThread(connection);
        while (thread != null) {
            connection.send(thread);
            thread = pollThread(connection);
        }
    }

    /** Names that have no room remain with the signals, whose number is limited. */
    private @Nullable ThreadName pollThread(ControlConnection connection) {
        return connection.hasRoom() ? signals.pollThread() : null;
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
            // The daemon has done its part: this process has not mapped the ring, or could not.
            file.catchUp(barrier);
        }
        for (int cpu = missing.nextSetBit(0); cpu >= 0; cpu = missing.nextSetBit(cpu + 1)) {
            // A CPU that is left out is signalled again after the pause; the daemon also finds it in the file.
            if (!file.isOnline(cpu) && connection.hasRoom()) {
                connection.send(new Wanted(cpu));
            }
        }
    }

    /** Processes the answer to a request for slots; returns false if the slots do not exist. */
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

    /** Returns the time in ns until there is work without a signal; after the connection was flushed. */
    long leftNs(ControlConnection connection, long timeNs) {
        if (connection.hasRoom() && signals.hasThreads()) {
            return 0;
        }
        return wanting ? wantingEndNs - timeNs : Long.MAX_VALUE;
    }
}
