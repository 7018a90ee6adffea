package io.ringtail.client.libc;

import io.ringtail.client.log.Log;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The C library of this process: the functions and symbols that Ringtail needs.
 *
 * <p>Finding it loads classes and links calls, which takes 100 to 200 ms the first time: do it on a thread that may
 * wait. The calls themselves do not throw. Linux only.
 */
public abstract class LibC {
    private static final Logger LOGGER = Log.of(LibC.class);
    private static final int FIRST_JDK_WITH_FOREIGN_CALLS = 22;

    // An abstract class, not an interface: with one implementation loaded, the JIT calls it without a type check.
    LibC() {}

    /**
     * Finds the cheapest way to call the C library in this JVM.
     *
     * @return the library, or null if this JVM has neither foreign calls nor JNA, or may not use them
     */
    public static @Nullable LibC find() {
        LibC foreign = viaForeignCalls();
        return foreign != null ? foreign : viaJna();
    }

    /**
     * Finds the C library through {@code java.lang.foreign}.
     *
     * @return the library, or null before JDK 22 and if native access is denied
     */
    public static @Nullable LibC viaForeignCalls() {
        if (!isLinux() || Runtime.version().feature() < FIRST_JDK_WITH_FOREIGN_CALLS) {
            return null;
        }
        try {
            return new ForeignLibC();
        } catch (RuntimeException | LinkageError e) {
            LOGGER.debug("java.lang.foreign cannot call the C library", e);
            return null;
        }
    }

    /**
     * Finds the C library through JNA.
     *
     * @return the library, or null if JNA is not on the class path or cannot load its native part
     */
    public static @Nullable LibC viaJna() {
        if (!isLinux()) {
            return null;
        }
        try {
            Class.forName("com.sun.jna.Native");
            return new JnaLibC();
        } catch (ClassNotFoundException | RuntimeException | Error e) {
            // Error: JNA throws a plain one if its native part has another version.
            LOGGER.debug("JNA cannot call the C library", e);
            return null;
        }
    }

    /** Returns the way in which calls are made, for a log line. */
    public abstract String name();

    /**
     * Calls {@code sched_getcpu(3)}: returns the CPU that the calling thread is on, or was on an instant ago; negative
     * on failure.
     */
    public abstract int schedGetcpu();

    /**
     * Returns the same library with a {@link #schedGetcpu} that is cheap enough for each event, and does not allocate.
     * It may keep the application's class loader forever, so use it only where each event makes that call.
     */
    public LibC forEachEvent() {
        return this;
    }

    /**
     * Calls {@code pthread_self(3)}: returns the calling thread's handle, in glibc an address within its thread control
     * block.
     */
    public abstract long pthreadSelf();

    /**
     * Calls {@code syscall(2)} with up to three integer arguments.
     *
     * @param number from {@link SystemCalls}; a negative number returns -1, like a system call that the kernel lacks
     * @return the system call's result; -1 on failure
     */
    public abstract long syscall(long number, long first, long second, long third);

    /**
     * Returns the address of a direct buffer's first byte, whatever its position; it is valid while the buffer is
     * reachable.
     */
    public abstract long address(ByteBuffer direct);

    /** Returns the address of a global symbol, 0 if the C library has none with this name. */
    public abstract long symbol(String name);

    /**
     * Returns a read-only view of memory in native byte order.
     *
     * @param address of memory that stays mapped as long as the view is read; reading beyond it ends the JVM
     */
    public abstract ByteBuffer memory(long address, int length);

    private static boolean isLinux() {
        return System.getProperty("os.name", "").equals("Linux");
    }
}
