package io.ringtail.client.cpu;

/** The CPUs over which threads are spread, by thread id, if the true number is unavailable. */
final class HashedCpus {
    // 2^64 / golden ratio: spreads consecutive ids evenly over the high bits.
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private final int[] cpus;

    HashedCpus(int... cpus) {
        if (cpus.length == 0) {
            throw new IllegalArgumentException("no CPU to spread threads over: pass at least one");
        }
        for (int cpu : cpus) {
            if (cpu < 0) {
                throw new IllegalArgumentException("CPU number " + cpu + " is negative");
            }
        }
        this.cpus = cpus.clone();
    }

    /** Returns the current thread's CPU, always the same for a thread. */
    int ofCurrentThread() {
        return of(ThreadIds.javaId(Thread.currentThread()));
    }

    int of(long threadId) {
        long high = (threadId * MULTIPLIER) >>> 32;
        return cpus[(int) ((high * cpus.length) >>> 32)];
    }
}
