package io.ringtail.client.barrier;

import io.ringtail.client.libc.LibC;
import org.jspecify.annotations.Nullable;

/**
 * A full memory barrier that every thread of one or more processes executes on behalf of the caller.
 *
 * <p>Every load that any of those threads makes after the barrier sees what the caller stored before it, and the caller
 * then sees what they stored before it. Calls may take milliseconds: conductor threads only.
 */
public interface ProcessBarrier {
    /**
     * Chooses {@code membarrier(2)} if the kernel supports it, and registers this process for it; otherwise safepoints
     * of this JVM.
     *
     * @param libC used to call the kernel, null for safepoints
     */
    static ProcessBarrier using(@Nullable LibC libC) {
        ProcessBarrier safepoints = SafepointBarrier.detect();
        ProcessBarrier membarrier = libC == null ? null : MembarrierBarrier.register(libC, safepoints);
        return membarrier != null ? membarrier : safepoints;
    }

    /** Returns the kind of barrier, for a log line. */
    String name();

    /**
     * Returns whether this process is registered with the kernel: {@link #acrossRegistered} of any process then reaches
     * this one, and this process's reaches all registered ones.
     */
    boolean isRegistered();

    /** Executes a barrier in every thread of this process. Always succeeds. */
    void acrossThisProcess();

    /**
     * Executes a barrier in every thread of every registered process or, if this process
     * {@linkplain #isRegistered is not registered}, of this process alone.
     *
     * @return false if the kernel refused several times in a row: then nothing was ordered, nothing may be published,
     *     and the caller must retry later
     */
    boolean acrossRegistered();
}
