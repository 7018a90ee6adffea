package io.ringtail.client.cpu;

import io.ringtail.client.libc.LibC;
import io.ringtail.proto.memory.MappedRegion;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A thread's means to read the number of its current CPU, which a writer does once per event.
 *
 * <p>One class covers all ways: a branch on a final field that a thread always takes the same way is cheaper than a
 * call for which the JIT sees several implementations.
 */
public final class CpuId {
    private final @Nullable MappedRegion area;
    private final @Nullable LibC libC;
    private final HashedCpus hashed;

    /** Reads {@code area} if there is one, otherwise calls {@code libC} if there is one, otherwise hashes. */
    CpuId(@Nullable ByteBuffer area, @Nullable LibC libC, HashedCpus hashed) {
        this.area = area == null ? null : new MappedRegion(area);
        this.libC = libC;
        this.hashed = hashed;
    }

    /**
     * Returns the CPU that the calling thread is on, or was on an instant ago.
     *
     * <p>Only the thread that obtained this object may call it: another thread's area may have gone with its thread.
     * Neither allocates nor blocks.
     *
     * @return a CPU number, never negative. It has no upper bound: check it before indexing
     */
    public int cpu() {
        MappedRegion own = area;
        if (own != null) {
            // Opaque: the kernel changes it at any moment; each call must read the newest value.
            int cpu = own.getIntOpaque(RseqArea.CPU_ID_OFFSET);
            if (cpu >= 0) {
                return cpu;
            }
        }
        return called();
    }

    private int called() {
        LibC callee = libC;
        if (callee != null) {
            int cpu = callee.schedGetcpu();
            if (cpu >= 0) {
                return cpu;
            }
        }
        return hashed.ofCurrentThread();
    }
}
