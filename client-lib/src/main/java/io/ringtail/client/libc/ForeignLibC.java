package io.ringtail.client.libc;

import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;

/**
 * Calls the C library through {@code java.lang.foreign}: the JIT compiles the calls to direct ones, about 4 ns each.
 */
final class ForeignLibC extends LibC {
    private static final ForeignLinker LINKER = new ForeignLinker();
    private static final MethodHandle SCHED_GETCPU = LINKER.shortCall("sched_getcpu", int.class);
    private static final MethodHandle PTHREAD_SELF = LINKER.shortCall("pthread_self", long.class);
    private static final MethodHandle SYSCALL =
            LINKER.variadicCall("syscall", 1, long.class, long.class, long.class, long.class, long.class);

    @Override
    public String name() {
        return "foreign call";
    }

    @Override
    public int schedGetcpu() {
        try {
            return (int) SCHED_GETCPU.invokeExact();
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    @Override
    public long pthreadSelf() {
        try {
            return (long) PTHREAD_SELF.invokeExact();
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    @Override
    public long syscall(long number, long first, long second, long third) {
        if (number < 0) {
            return -1;
        }
        try {
            return (long) SYSCALL.invokeExact(number, first, second, third);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    @Override
    public long address(ByteBuffer direct) {
        return LINKER.address(direct);
    }

    @Override
    public long symbol(String name) {
        return LINKER.address(name);
    }

    @Override
    public ByteBuffer memory(long address, int length) {
        return LINKER.memory(address, length);
    }

    // Only an error of the JVM itself (stack or memory exhausted) can come out of a C function.
    private static Error unexpected(Throwable e) {
        return e instanceof Error error ? error : new LinkageError("the C function threw", e);
    }
}
