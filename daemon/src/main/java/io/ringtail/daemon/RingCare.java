package io.ringtail.daemon;

import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.buffer.Ring;
import io.ringtail.daemon.buffer.RingInspector;
import io.ringtail.daemon.buffer.RingRepair;
import io.ringtail.daemon.control.ClientRepair;
import io.ringtail.daemon.life.Duties;
import java.util.BitSet;

/** What the conductor has done to the rings: dead clients' debts, damage, and readers that hold up others. */
final class RingCare implements ClientRepair {
    private final BufferFile file;
    private final RingRepair repair;
    private final RingInspector inspector;
    private final long losslessTimeoutNs;

    RingCare(BufferFile file, long losslessTimeoutNs) {
        this.file = file;
        this.repair = new RingRepair(file);
        this.inspector = new RingInspector(file);
        this.losslessTimeoutNs = losslessTimeoutNs;
    }

    @Override
    public BitSet settle(BitSet dead, BitSet live) {
        return repair.settle(dead, live);
    }

    @Override
    public void inspect(BitSet held, long nowNs) {
        Duties duties = new Duties();
        duties.run(() -> inspector.inspect(held, nowNs));
        for (int cpu = 0; cpu < file.geometry().possibleCpus(); cpu++) {
            Ring ring = file.ring(cpu);
            if (ring != null) {
                duties.run(() -> ring.dismissStalled(nowNs, losslessTimeoutNs));
            }
        }
        duties.end();
    }
}
