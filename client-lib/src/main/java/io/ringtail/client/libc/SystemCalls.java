package io.ringtail.client.libc;

import java.util.Map;

/**
 * The numbers of the system calls that Ringtail makes, of this machine's architecture.
 *
 * <p>Source: {@code arch/x86/entry/syscalls/syscall_64.tbl} and {@code include/uapi/asm-generic/unistd.h} of Linux.
 */
public final class SystemCalls {
    /** The number of a system call on an architecture that is not listed. */
    public static final long UNKNOWN = -1;

    /** {@code gettid(2)}. */
    public static final long GETTID = ofThisArchitecture(186, 178);

    /** {@code membarrier(2)}. */
    public static final long MEMBARRIER = ofThisArchitecture(324, 283);

    private SystemCalls() {}

    private static long ofThisArchitecture(long x86, long aarch64) {
        return Map.of("amd64", x86, "x86_64", x86, "aarch64", aarch64)
                .getOrDefault(System.getProperty("os.arch", ""), UNKNOWN);
    }
}
