package io.ringtail.daemon.wake;

import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.buffer.RingMark;
import java.util.BitSet;

/** The marks of all possible CPUs, as of one look. For one thread. */
final class Marks {
    private final RingMark[] cpus;

    Marks(int possibleCpus) {
        cpus = new RingMark[possibleCpus];
        for (int cpu = 0; cpu < possibleCpus; cpu++) {
            cpus[cpu] = new RingMark();
        }
    }

    /** Looks at every ring. */
    void look(BufferFile buffer) {
        for (int cpu = 0; cpu < cpus.length; cpu++) {
            cpus[cpu].look(buffer, cpu);
        }
    }

    /**
     * Compares with earlier marks.
     *
     * @param moved receives the CPUs whose rings have changed
     * @param turned receives those of them whose writers have left a sub-buffer
     */
    void compare(Marks earlier, BitSet moved, BitSet turned) {
        moved.clear();
        turned.clear();
        for (int cpu = 0; cpu < cpus.length; cpu++) {
            if (cpus[cpu].differsFrom(earlier.cpus[cpu])) {
                moved.set(cpu);
                turned.set(cpu, cpus[cpu].turnedSince(earlier.cpus[cpu]));
            }
        }
    }

    void set(Marks other) {
        for (int cpu = 0; cpu < cpus.length; cpu++) {
            cpus[cpu].set(other.cpus[cpu]);
        }
    }
}
