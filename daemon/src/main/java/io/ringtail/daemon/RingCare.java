package io.ringtail.daemon;

import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.buffer.ReaderRing;
import io.ringtail.daemon.buffer.RingInspector;
import io.ringtail.daemon.buffer.RingRepair;
import io.ringtail.daemon.control.ClientRepair;
import io.ringtail.daemon.life.Duties;
import io.ringtail.daemon.log.RemoteLog;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The conductor's maintenance of the rings: it settles the debts of dead clients, repairs damage, and dismisses readers
 * that stall others.
 */
final class RingCare implements ClientRepair {
    private static final Logger LOG = LoggerFactory.getLogger(RingCare.class);

    private final BufferFile file;
    private final RemoteLog log;
    private final RingRepair repair;
    private final RingInspector inspector;
    private volatile long losslessTimeoutNs;

    /**
     * Creates the maintenance for a file's rings.
     *
     * @param log for events that clients can cause
     */
    RingCare(BufferFile file, long losslessTimeoutNs, RemoteLog log) {
        this.file = file;
        this.log = log;
        this.repair = new RingRepair(file, log);
        this.inspector = new RingInspector(file, log);
        this.losslessTimeoutNs = losslessTimeoutNs;
    }

    /** Sets how long a lossless reader that requests nothing is waited for; for any thread. */
    void setLosslessTimeout(long timeoutNs) {
        losslessTimeoutNs = timeoutNs;
    }

    @Override
    public BitSet settle(BitSet dead, BitSet live) {
        return repair.settle(dead, live);
    }

    @Override
    public void inspect(BitSet held, long nowNs) {
        Duties duties = new Duties();
        duties.run(() -> inspector.inspect(held, nowNs));
        eachRing(ring -> duties.run(() -> dismissStalled(ring, nowNs)));
        duties.end();
    }

    /**
     * Makes the next daemon keep events for the lossless readers that there are now: those that end from now on do so
     * because the daemon stops. For any thread.
     */
    void leaveReaders() {
        file.rings().leave();
    }

    private void eachRing(Consumer<ReaderRing> action) {
        for (int cpu = 0; cpu < file.geometry().possibleCpus(); cpu++) {
            ReaderRing ring = file.ring(cpu);
            if (ring != null) {
                action.accept(ring);
            }
        }
    }

    private void dismissStalled(ReaderRing ring, long nowNs) {
        long timeoutNs = losslessTimeoutNs;
        int dismissed = ring.dismissStalled(nowNs, timeoutNs);
        if (dismissed > 0) {
            String line = "CPU " + ring.cpu() + ": " + dismissed
                    + " lossless readers have requested nothing, or have not returned, for "
                    + TimeUnit.NANOSECONDS.toSeconds(timeoutNs)
                    + " s: events are no longer kept for them; their losses are reported to them";
            log.log(LOG, Level.WARN, "dismissals of lossless readers", "slow receivers", line);
        }
    }
}
