package io.ringtail.client.cpu;

import io.ringtail.client.libc.LibC;
import io.ringtail.proto.memory.MappedRegion;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A thread's way to the number of the CPU that it is on: what a writer asks once per event.
 *
 * <p>One class for all ways: a branch on a final field, always taken alike by a thread, is cheaper than a call that the
 * JIT sees several implementations of.
 */
public final class CpuId {
    private final @Nullable MappedRegion area;
    private final @Nullable LibC libC;
    private final HashedCpus hashed;

    /** Reads {@code area} if there is one, else calls {@code libC} if there is one, else hashes. */
    CpuId(@Nullable ByteBuffer area, @Nullable LibC libC, HashedCpus hashed) {
        this.area = area == null ? null : new MappedRegion(area);
        this.libC = libC;
        this.hashed = hashed;
    }

    /**
     * The CPU that the calling thread is on, or was an instant ago.
     *
     * <p>To be called only by the thread that got this object: another's area may be gone with its thread. Neither
     * allocates nor blocks.
     *
     * @return a CPU number, never negative. It is not bounded above: check it before indexing.
     */
    public int cpu() {
        MappedRegion own = area;
        if (own != null) {
            // Opaque: the kernel changes it at any moment; each call is to see the newest value.
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
