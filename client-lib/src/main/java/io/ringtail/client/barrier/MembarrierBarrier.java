package io.ringtail.client.barrier;

import io.ringtail.client.libc.LibC;
import io.ringtail.client.libc.SystemCalls;
import org.jspecify.annotations.Nullable;

/**
 * Barriers by {@code membarrier(2)}: interrupts to the CPUs that run the processes concerned, microseconds in all.
 *
 * <p>Source of the commands: {@code include/uapi/linux/membarrier.h}. The expedited ones exist since Linux 4.16.
 */
final class MembarrierBarrier implements ProcessBarrier {
    static final int QUERY = 0;
    static final int GLOBAL_EXPEDITED = 1 << 1;
    static final int REGISTER_GLOBAL_EXPEDITED = 1 << 2;
    static final int PRIVATE_EXPEDITED = 1 << 3;
    static final int REGISTER_PRIVATE_EXPEDITED = 1 << 4;

    private static final int NEEDED =
            GLOBAL_EXPEDITED | REGISTER_GLOBAL_EXPEDITED | PRIVATE_EXPEDITED | REGISTER_PRIVATE_EXPEDITED;
    // The kernel fails a registered process only for want of memory.
    private static final int ATTEMPTS = 3;

    private final LibC libC;
    private final ProcessBarrier whenRefused;

    private MembarrierBarrier(LibC libC, ProcessBarrier whenRefused) {
        this.libC = libC;
        this.whenRefused = whenRefused;
    }

    /**
     * Registers this process for both kinds of barrier and tries them. Registering again does no harm.
     *
     * @param whenRefused what to do instead for this process, should the kernel refuse later.
     * @return null if the kernel has not all that is needed, or does not let this process use it.
     */
    static @Nullable MembarrierBarrier register(LibC libC, ProcessBarrier whenRefused) {
        long supported = command(libC, QUERY);
        boolean works = supported >= 0
                && (supported & NEEDED) == NEEDED
                && command(libC, REGISTER_GLOBAL_EXPEDITED) == 0
                && command(libC, REGISTER_PRIVATE_EXPEDITED) == 0
                && command(libC, PRIVATE_EXPEDITED) == 0
                && command(libC, GLOBAL_EXPEDITED) == 0;
        return works ? new MembarrierBarrier(libC, whenRefused) : null;
    }

    @Override
    public String name() {
        return "membarrier (" + libC.name() + ")";
    }

    @Override
    public boolean isRegistered() {
        return true;
    }

    @Override
    public void acrossThisProcess() {
        if (!succeeds(PRIVATE_EXPEDITED)) {
            whenRefused.acrossThisProcess();
        }
    }

    @Override
    public boolean acrossRegistered() {
        return succeeds(GLOBAL_EXPEDITED);
    }

    private boolean succeeds(int command) {
        for (int i = 0; i < ATTEMPTS; i++) {
            if (command(libC, command) == 0) {
                return true;
            }
        }
        return false;
    }

    static long command(LibC libC, int command) {
        return libC.syscall(SystemCalls.MEMBARRIER, command, 0, 0);
    }
}
