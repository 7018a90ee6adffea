package io.ringtail.daemon.buffer;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import io.ringtail.client.libc.SystemCalls;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The system calls on files that Java does not have, of this process's C library, by JNA. A call that declares it throws a
 * {@link LastErrorException} with its errno if it fails.
 */
public final class FileCalls {
    static final int O_RDONLY = 0;
    static final int O_RDWR = 2;
    private static final int O_CLOEXEC = 0x80000;
    private static final int EINTR = 4;
    private static final int MOST_TRIES = 100;
    /** The length of the kernel's {@code struct stat}, and where it has {@code st_blocks}: on x86-64 as on arm64. */
    private static final int STAT_LENGTH = 144;

    private static final int STAT_BLOCKS = 64;
    private static final int BLOCK = 512;
    private static final String PATH_CHARSET = "sun.jnu.encoding";

    static {
        Native.register(FileCalls.class, NativeLibrary.getProcess());
    }

    private FileCalls() {}

    /**
     * Finds the calls, before anything depends on them.
     *
     * @throws Error if JNA cannot load its native part
     */
    public static void load() {
        // This class's initializer does it.
    }

    /** Opens a file that exists, and returns its descriptor. */
    static int open(Path path, int flags) throws LastErrorException {
        byte[] bytes = path.toString().getBytes(Charset.forName(System.getProperty(PATH_CHARSET, "UTF-8")));
        return open(Arrays.copyOf(bytes, bytes.length + 1), flags | O_CLOEXEC);
    }

    /** Calls fallocate(2), and again when a signal has interrupted it, by which it has done nothing. */
    static void allocate(int descriptor, int mode, long offset, long length) throws LastErrorException {
        for (int tries = 1; ; tries++) {
            try {
                fallocate(descriptor, mode, offset, length);
                return;
            } catch (LastErrorException e) {
                if (e.getErrorCode() != EINTR || tries == MOST_TRIES) {
                    throw e;
                }
            }
        }
    }

    /** Returns the storage that a file occupies, in bytes; {@link Long#MAX_VALUE} if that is unknown. */
    static long storage(int descriptor) {
        try (Memory stat = new Memory(STAT_LENGTH)) {
            syscall(SystemCalls.FSTAT, descriptor, stat);
            return stat.getLong(STAT_BLOCKS) * BLOCK;
        } catch (LastErrorException unavailable) {
            return Long.MAX_VALUE;
        }
    }

    private static native long syscall(long number, long descriptor, Pointer stat) throws LastErrorException;

    private static native int open(byte[] path, int flags) throws LastErrorException;

    private static native int fallocate(int descriptor, int mode, long offset, long length) throws LastErrorException;

    static native int close(int descriptor);

    /** Returns an address, or throws. */
    static native long mmap(long address, long length, int protection, int flags, int descriptor, long offset)
            throws LastErrorException;

    static native int munmap(long address, long length);
}
