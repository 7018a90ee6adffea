package io.ringtail.client.barrier;

import io.ringtail.client.libc.LibC;
import io.ringtail.client.libc.SystemCalls;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Executes barriers by {@code membarrier(2)}: interrupts to the CPUs that run the processes concerned, microseconds in
 * total.
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
    // For a registered process the kernel fails only for lack of memory.
    private static final int ATTEMPTS = 3;

    private final String caller;
    private final IntToLongFunction membarrier;
    private final ProcessBarrier whenRefused;

    private MembarrierBarrier(String caller, IntToLongFunction membarrier, ProcessBarrier whenRefused) {
        this.caller = caller;
        this.membarrier = membarrier;
        this.whenRefused = whenRefused;
    }

    /**
     * Registers this process for both kinds of barrier and tests them. Registering again is harmless.
     *
     * @param whenRefused the barrier to use instead for this process if the kernel refuses later
     * @return null if the kernel lacks a required command, or does not let this process use it
     */
    static @Nullable MembarrierBarrier register(LibC libC, ProcessBarrier whenRefused) {
        return register(libC.name(), membarrierOf(libC), whenRefused);
    }

    /**
     * Registers through the given system call, a function of the command that returns its result, negative on failure.
     */
    static @Nullable MembarrierBarrier register(
            String caller, IntToLongFunction membarrier, ProcessBarrier whenRefused) {
        long supported = membarrier.applyAsLong(QUERY);
        boolean works = supported >= 0
                && (supported & NEEDED) == NEEDED
                && membarrier.applyAsLong(REGISTER_GLOBAL_EXPEDITED) == 0
                && membarrier.applyAsLong(REGISTER_PRIVATE_EXPEDITED) == 0
                && membarrier.applyAsLong(PRIVATE_EXPEDITED) == 0
                && membarrier.applyAsLong(GLOBAL_EXPEDITED) == 0;
        return works ? new MembarrierBarrier(caller, membarrier, whenRefused) : null;
    }

    static IntToLongFunction membarrierOf(LibC libC) {
        return command -> libC.syscall(SystemCalls.MEMBARRIER, command, 0, 0);
    }

    @Override
    public String name() {
        return "membarrier (" + caller + ")";
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
            if (membarrier.applyAsLong(command) == 0) {
                return true;
            }
        }
        return false;
    }
}
