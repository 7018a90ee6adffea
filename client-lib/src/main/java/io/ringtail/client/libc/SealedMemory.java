package io.ringtail.client.libc;

import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A file without a name ({@code memfd_create(2)}) whose length no process can change, so that a mapped page stays
 * valid.
 *
 * <p>The JDK opens and maps it by its {@linkplain #path path}.
 */
public final class SealedMemory implements AutoCloseable {
    private static final int MFD_CLOEXEC = 1;
    private static final int MFD_ALLOW_SEALING = 2;
    /** Since Linux 6.3; without this flag, a kernel may log that it is missing. */
    private static final int MFD_NOEXEC_SEAL = 8;

    private static final int F_GETFD = 1;
    private static final int F_ADD_SEALS = 1033;
    private static final int F_GET_SEALS = 1034;
    private static final int F_SEAL_SEAL = 1;
    private static final int F_SEAL_SHRINK = 2;
    private static final int F_SEAL_GROW = 4;
    private static final int FIXED_LENGTH = F_SEAL_SHRINK | F_SEAL_GROW;

    private final LibC libC;
    private final int descriptor;

    private SealedMemory(LibC libC, int descriptor) {
        this.libC = libC;
        this.descriptor = descriptor;
    }

    /**
     * Creates a file of zeroes, which occupies no storage yet.
     *
     * @throws IOException if the kernel does not support such files, or is out of memory
     */
    public static SealedMemory create(LibC libC, String name, long length) throws IOException {
        int made = make(libC, name, MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL);
        SealedMemory memory =
                new SealedMemory(libC, made >= 0 ? made : make(libC, name, MFD_CLOEXEC | MFD_ALLOW_SEALING));
        if (memory.descriptor < 0
                || libC.syscall(SystemCalls.FTRUNCATE, memory.descriptor, length, 0) != 0
                || libC.syscall(SystemCalls.FCNTL, memory.descriptor, F_ADD_SEALS, FIXED_LENGTH | F_SEAL_SEAL) != 0) {
            memory.close();
            throw new IOException("the kernel refused a sealed memory file of " + length + " bytes");
        }
        return memory;
    }

    private static int make(LibC libC, String name, int flags) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        ByteBuffer terminated = ByteBuffer.allocateDirect(text.length + 1).put(0, text);
        try {
            return (int) libC.syscall(SystemCalls.MEMFD_CREATE, libC.address(terminated), flags, 0);
        } finally {
            Reference.reachabilityFence(terminated);
        }
    }

    /**
     * Adopts a descriptor that this process has received; {@link #close} closes it.
     *
     * @throws IOException if it is no descriptor, or its file could still be shortened; the descriptor is then closed
     */
    public static SealedMemory of(LibC libC, int descriptor) throws IOException {
        SealedMemory memory = new SealedMemory(libC, descriptor);
        long seals = libC.syscall(SystemCalls.FCNTL, descriptor, F_GET_SEALS, 0);
        if (seals < 0 || (seals & FIXED_LENGTH) != FIXED_LENGTH) {
            memory.close();
            throw new IOException("descriptor " + descriptor + " is not a file of fixed length");
        }
        return memory;
    }

    /** Returns the descriptor's number in this process. */
    public int descriptor() {
        return descriptor;
    }

    /** Returns the path by which this process opens the file until this object is closed; opened channels stay open. */
    public Path path() {
        return Path.of("/proc/self/fd/" + descriptor);
    }

    boolean isOpen() {
        return libC.syscall(SystemCalls.FCNTL, descriptor, F_GETFD, 0) >= 0;
    }

    @Override
    public void close() {
        libC.syscall(SystemCalls.CLOSE, descriptor, 0, 0);
    }
}
