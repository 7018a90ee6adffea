package io.ringtail.client.libc;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Calls the C library through JNA's function objects, which allocate at each call: not for events. Loading this class
 * requires JNA.
 *
 * <p>Unlike a class whose methods JNA binds ({@link JnaDirectLibC}), these objects do not keep this class's loader.
 */
class JnaLibC extends LibC {
    // The running process, not a file called libc: its global symbols include those of the dynamic loader.
    static final NativeLibrary PROCESS = NativeLibrary.getProcess();

    private static final Object[] NO_ARGUMENTS = {};

    private final Function schedGetcpu = PROCESS.getFunction("sched_getcpu");
    private final Function pthreadSelf = PROCESS.getFunction("pthread_self");
    // Variadic in C; with integers only, both architectures pass them like fixed parameters.
    private final Function syscall = PROCESS.getFunction("syscall");

    @Override
    public String name() {
        return "JNA";
    }

    @Override
    public int schedGetcpu() {
        return schedGetcpu.invokeInt(NO_ARGUMENTS);
    }

    @Override
    public LibC forEachEvent() {
        return new JnaDirectLibC();
    }

    @Override
    public long pthreadSelf() {
        return pthreadSelf.invokeLong(NO_ARGUMENTS);
    }

    @Override
    public long syscall(long number, long first, long second, long third) {
        return number < 0 ? -1 : syscall.invokeLong(new Object[] {number, first, second, third});
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
}
