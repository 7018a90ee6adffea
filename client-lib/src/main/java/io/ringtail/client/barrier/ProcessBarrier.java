package io.ringtail.client.barrier;

import io.ringtail.client.libc.LibC;
import org.jspecify.annotations.Nullable;

/**
 * A full memory barrier executed by every thread of one or more processes on behalf of the caller.
 *
 * <p>What the caller stored before the barrier is visible to every load that any of those threads makes after it, and
 * what they stored before it is visible to the caller afterwards. Calls may take milliseconds: conductor threads only.
 */
public interface ProcessBarrier {
    /**
     * Chooses {@code membarrier(2)} where the kernel has it and registers this process for it, else safepoints of this
     * JVM.
     *
     * @param libC by which to call the kernel, null for safepoints.
     */
    static ProcessBarrier using(@Nullable LibC libC) {
        ProcessBarrier safepoints = SafepointBarrier.detect();
        ProcessBarrier membarrier = libC == null ? null : MembarrierBarrier.register(libC, safepoints);
        return membarrier != null ? membarrier : safepoints;
    }

    /** The kind of barrier, for a log line. */
    String name();

    /**
     * Whether this process is registered with the kernel: {@link #acrossRegistered} of any process then reaches this one,
     * and that of this process reaches all registered ones.
     */
    boolean isRegistered();

    /** Executes a barrier in every thread of this process. Always succeeds. */
    void acrossThisProcess();

    /**
     * Executes a barrier in every thread of every registered process or, if this process {@linkplain #isRegistered is not
     * registered}, of this process alone.
     *
     * @return false if the kernel refused, several times in a row: then nothing was ordered, nothing may be published,
     *     and the caller is to try again later.
     */
    boolean acrossRegistered();
}
