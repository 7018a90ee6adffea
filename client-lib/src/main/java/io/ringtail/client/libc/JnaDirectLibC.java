package io.ringtail.client.libc;

import com.sun.jna.Native;

/**
 * Calls {@code sched_getcpu(3)} through JNA's direct mapping: about 60 ns a call, without allocation. From then on JNA
 * keeps this class, and with it the class loader of the application that uses it, as long as JNA itself is loaded.
 */
final class JnaDirectLibC extends JnaLibC {
    static {
        Native.register(Functions.class, PROCESS);
    }

    @Override
    public int schedGetcpu() {
        return Functions.sched_getcpu();
    }

    @Override
    public LibC forEachEvent() {
        return this;
    }

    /** Functions of the C library, bound by name. */
    private static final class Functions {
        static native int sched_getcpu();
    }
}
