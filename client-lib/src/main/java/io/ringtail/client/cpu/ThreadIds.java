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
 * The kernel's ids of this process's threads, as {@code gettid(2)} gives them: numbers of the process's own pid
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
     * Uses this C library.
     *
     * @param libC null for {@code /proc} alone.
     */
    public static ThreadIds using(@Nullable LibC libC) {
        ThreadIds ids = new ThreadIds(libC);
        // Loads and links what the first writer would otherwise wait for.
        ids.current();
        return ids;
    }

    /**
     * The kernel's id of the calling thread; a virtual thread's is that of its present carrier.
     *
     * <p>A system call, or several: once per thread. Where the kernel cannot be asked, the Java thread's id.
     */
    public long current() {
        long id = libC == null ? -1 : libC.syscall(SystemCalls.GETTID, 0, 0, 0);
        return id > 0 ? id : fromProc();
    }

    /** Whether this is a virtual thread; false on a JDK that has none. */
    public static boolean isVirtual(Thread thread) {
        try {
            return (boolean) IS_VIRTUAL.invokeExact(thread);
        } catch (RuntimeException | Error e) {
            // The end of the stack, or what another thread threw: not of this method.
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("Thread.isVirtual declares no exception", e);
        }
    }

    // The link reads "PID/task/TID".
    private static long fromProc() {
        try {
            return Long.parseLong(
                    Files.readSymbolicLink(THREAD_SELF).getFileName().toString());
        } catch (IOException | RuntimeException e) {
            return Thread.currentThread().getId();
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
