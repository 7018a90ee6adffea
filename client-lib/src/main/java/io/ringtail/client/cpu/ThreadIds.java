package io.ringtail.client.cpu;

import io.ringtail.client.libc.LibC;
import io.ringtail.client.libc.SystemCalls;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's ids of this process's threads, as returned by {@code gettid(2)}: numbers of the process's own pid
 * namespace.
 */
public final class ThreadIds {
    private static final MethodHandle IS_VIRTUAL = isVirtualHandle();
    private static final Path THREAD_SELF = Path.of("/proc/thread-self");

    private final @Nullable LibC libC;

    private ThreadIds(@Nullable LibC libC) {
        this.libC = libC;
    }

    /**
     * Creates an object that uses this C library.
     *
     * @param libC null to use only {@code /proc}
     */
    public static ThreadIds using(@Nullable LibC libC) {
        ThreadIds ids = new ThreadIds(libC);
        // Loads and links code for which the first writer would otherwise have to wait.
        ids.current();
        return ids;
    }

    /**
     * Returns the kernel's id of the calling thread; for a virtual thread, that of its current carrier.
     *
     * <p>Makes one or more system calls: call it once per thread. If the kernel cannot be queried, returns the Java
     * thread's id.
     */
    public long current() {
        long id = libC == null ? -1 : libC.syscall(SystemCalls.GETTID, 0, 0, 0);
        return id > 0 ? id : fromProc();
    }

    /** Returns whether a thread is virtual; always false on a JDK without virtual threads. */
    public static boolean isVirtual(Thread thread) {
        try {
            return (boolean) IS_VIRTUAL.invokeExact(thread);
        } catch (RuntimeException | Error e) {
            // Stack exhaustion, or what another thread threw: not an error of this method.
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("Thread.isVirtual declares no exception", e);
        }
    }

    /** Returns a thread's id in this JVM; if its class overrides the method, and that throws, another number. */
    static long javaId(Thread thread) {
        try {
            return thread.getId();
        } catch (ThreadDeath e) {
            throw e;
        } catch (Throwable e) {
            return System.identityHashCode(thread);
        }
    }

    // The link reads "PID/task/TID".
    private static long fromProc() {
        try {
            return Long.parseLong(
                    Files.readSymbolicLink(THREAD_SELF).getFileName().toString());
        } catch (IOException | RuntimeException e) {
            return javaId(Thread.currentThread());
        }
    }

    private static MethodHandle isVirtualHandle() {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
        } catch (ReflectiveOperationException e) {
            return MethodHandles.dropArguments(MethodHandles.constant(boolean.class, false), 0, Thread.class);
        }
    }
}
