package io.ringtail.client.libc;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Calls the C library through JNA's direct mapping: about 60 ns a call. Loading this class requires JNA. */
final class JnaLibC extends LibC {
    // The running process, not a file called libc: its global symbols include those of the dynamic loader.
    private static final NativeLibrary PROCESS = NativeLibrary.getProcess();

    static {
        Native.register(Functions.class, PROCESS);
    }

    @Override
    public String name() {
        return "JNA";
    }

    @Override
    public int schedGetcpu() {
        return Functions.sched_getcpu();
    }

    @Override
    public long pthreadSelf() {
        return Functions.pthread_self();
    }

    @Override
    public long syscall(long number, long first, long second, long third) {
        return number < 0 ? -1 : Functions.syscall(number, first, second, third);
    }

    @Override
    public long address(ByteBuffer direct) {
        return Pointer.nativeValue(
                Native.getDirectBufferPointer(direct.duplicate().clear()));
    }

    @Override
    public long symbol(String name) {
        try {
            return Pointer.nativeValue(PROCESS.getGlobalVariableAddress(name));
        } catch (UnsatisfiedLinkError e) {
            return 0;
        }
    }

    @Override
    public ByteBuffer memory(long address, int length) {
        return new Pointer(address).getByteBuffer(0, length).asReadOnlyBuffer().order(ByteOrder.nativeOrder());
    }

    /** Functions of the C library, bound by name. */
    private static final class Functions {
        static native int sched_getcpu();

        static native long pthread_self();

        // Variadic in C; with integers only, both architectures pass them like fixed parameters.
        static native long syscall(long number, long first, long second, long third);
    }
}
