package io.ringtail.client.cpu;

import com.sun.jna.Library;
import com.sun.jna.Native;
import java.util.BitSet;

/** Reads and sets the CPUs on which the kernel lets the calling thread run. */
final class Affinity {
    private static final int MASK_BYTES = 1024;
    private static final LibScheduler SCHEDULER = Native.load(null, LibScheduler.class);

    private Affinity() {}

    static int[] allowedCpus() {
        byte[] mask = new byte[MASK_BYTES];
        check(SCHEDULER.sched_getaffinity(0, MASK_BYTES, mask));
        return BitSet.valueOf(mask).stream().toArray();
    }

    static void pinCurrentThread(int... cpus) {
        BitSet wanted = new BitSet(MASK_BYTES * Byte.SIZE);
        for (int cpu : cpus) {
            wanted.set(cpu);
        }
        byte[] mask = new byte[MASK_BYTES];
        byte[] bits = wanted.toByteArray();
        System.arraycopy(bits, 0, mask, 0, bits.length);
        check(SCHEDULER.sched_setaffinity(0, MASK_BYTES, mask));
    }

    private static void check(int result) {
        if (result < 0) {
            throw new AssertionError("affinity: errno " + Native.getLastError());
        }
    }

    /** The two functions, as declared for JNA. */
    interface LibScheduler extends Library {
        int sched_getaffinity(int tid, long size, byte[] mask);

        int sched_setaffinity(int tid, long size, byte[] mask);
    }
}
