package io.ringtail.client.cpu;

import io.ringtail.client.libc.LibC;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The restartable-sequences area that glibc registers with the kernel for every thread, located by its published
 * symbols.
 *
 * <pre>
 *  0               4               8
 *  +---------------+---------------+----
 *  | cpu_id_start  | cpu_id        | ...    cpu_id: negative while the thread is not registered
 *  +---------------+---------------+----
 *  ^ thread pointer + __rseq_offset; valid if __rseq_size covers cpu_id
 * </pre>
 *
 * <p>Source: {@code include/uapi/linux/rseq.h} of Linux, and "Restartable Sequences" in the glibc manual. The thread
 * pointer is {@code pthread_self()} on x86-64; on aarch64 it lies {@code _thread_db_sizeof_pthread} bytes above.
 */
final class RseqArea {
    static final int CPU_ID_OFFSET = 4;

    private static final int CPU_ID_START_OFFSET = 0;
    private static final int CPU_ID_END = 8;
    // A thread that migrates between two reads makes them differ; that many times in a row, migration is not the cause.
    private static final int ATTEMPTS = 100;

    private final LibC libC;
    private final long offsetFromPthreadSelf;

    private RseqArea(LibC libC, long offsetFromPthreadSelf) {
        this.libC = libC;
        this.offsetFromPthreadSelf = offsetFromPthreadSelf;
    }

    /**
     * Finds the areas of this process and checks the calling thread's.
     *
     * @return null if the C library has none (musl, glibc before 2.35), registered none (a tunable, emulation, an old
     *     kernel), or the area found does not follow {@code sched_getcpu}
     */
    static @Nullable RseqArea find(LibC libC) {
        long size = libC.symbol("__rseq_size");
        long offset = libC.symbol("__rseq_offset");
        if (size == 0 || offset == 0 || libC.memory(size, Integer.BYTES).getInt(0) < CPU_ID_END) {
            return null;
        }
        Long threadPointer = threadPointerFromPthreadSelf(libC, System.getProperty("os.arch", ""));
        if (threadPointer == null) {
            return null;
        }
        long areaFromThreadPointer = libC.memory(offset, Long.BYTES).getLong(0);
        RseqArea area = new RseqArea(libC, threadPointer + areaFromThreadPointer);
        return area.ofCurrentThread() == null ? null : area;
    }

    /** Returns the distance in bytes from {@code pthread_self()} up to the thread pointer; null if unknown. */
    static @Nullable Long threadPointerFromPthreadSelf(LibC libC, String architecture) {
        switch (architecture) {
            case "amd64", "x86_64" -> {
                return 0L;
            }
            case "aarch64" -> {
                long size = libC.symbol("_thread_db_sizeof_pthread");
                return size == 0
                        ? null
                        : (long) libC.memory(size, Integer.BYTES).getInt(0);
            }
            default -> {
                return null;
            }
        }
    }

    /** Returns the calling platform thread's area, read-only; null if it does not follow {@code sched_getcpu}. */
    @Nullable
    ByteBuffer ofCurrentThread() {
        ByteBuffer area = libC.memory(libC.pthreadSelf() + offsetFromPthreadSelf, CPU_ID_END);
        for (int i = 0; i < ATTEMPTS; i++) {
            int cpu = area.getInt(CPU_ID_OFFSET);
            if (cpu < 0) {
                return null;
            }
            if (cpu == libC.schedGetcpu() && cpu == area.getInt(CPU_ID_START_OFFSET)) {
                return area;
            }
        }
        return null;
    }
}
