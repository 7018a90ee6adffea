package io.ringtail.client.libc;

import java.util.Map;

/**
 * The numbers of the system calls that Ringtail makes, on this machine's architecture.
 *
 * <p>Source: {@code arch/x86/entry/syscalls/syscall_64.tbl} and {@code include/uapi/asm-generic/unistd.h} of Linux.
 */
public final class SystemCalls {
    /** The number of every system call on an unlisted architecture. */
    public static final long UNKNOWN = -1;

    /** {@code close(2)}. */
    public static final long CLOSE = ofThisArchitecture(3, 57);

    /** {@code fstat(2)}. */
    public static final long FSTAT = ofThisArchitecture(5, 80);

    /** {@code socket(2)}. */
    public static final long SOCKET = ofThisArchitecture(41, 198);

    /** {@code connect(2)}. */
    public static final long CONNECT = ofThisArchitecture(42, 203);

    /** {@code sendmsg(2)}. */
    public static final long SENDMSG = ofThisArchitecture(46, 211);

    /** {@code recvmsg(2)}. */
    public static final long RECVMSG = ofThisArchitecture(47, 212);

    /** {@code fcntl(2)}. */
    public static final long FCNTL = ofThisArchitecture(72, 25);

    /** {@code ftruncate(2)}. */
    public static final long FTRUNCATE = ofThisArchitecture(77, 46);

    /** {@code getpriority(2)}: the system call itself returns 1 to 40, and fails only if the process does not exist. */
    public static final long GETPRIORITY = ofThisArchitecture(140, 141);

    /** {@code gettid(2)}. */
    public static final long GETTID = ofThisArchitecture(186, 178);

    /** {@code memfd_create(2)}. */
    public static final long MEMFD_CREATE = ofThisArchitecture(319, 279);

    /** {@code membarrier(2)}. */
    public static final long MEMBARRIER = ofThisArchitecture(324, 283);

    /** {@code pidfd_open(2)}. */
    public static final long PIDFD_OPEN = ofThisArchitecture(434, 434);

    private SystemCalls() {}

    private static long ofThisArchitecture(long x86, long aarch64) {
        return Map.of("amd64", x86, "x86_64", x86, "aarch64", aarch64)
                .getOrDefault(System.getProperty("os.arch", ""), UNKNOWN);
    }
}
