package io.ringtail.proto.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Whether memory is accessed by address, which is the cheapest way for a writer, and where a buffer's memory is. Such
 * accesses are {@link UnsafeMemory}'s.
 */
final class AddressedMemory {
    /** The system property; {@code buffer} makes every access go through the {@code ByteBuffer}s. */
    static final String PROPERTY = "ringtail.memory";

    /** The first release in which {@code sun.misc.Unsafe} prints a warning. */
    static final int FIRST_WARNING_JDK = 24;

    /** Whether {@link UnsafeMemory} may be called. */
    static final boolean AVAILABLE = find();

    private AddressedMemory() {}

    private static boolean find() {
        if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN
                || Runtime.version().feature() >= FIRST_WARNING_JDK
                || !System.getProperty("os.arch", "").equals("amd64")
                || "buffer".equals(System.getProperty(PROPERTY))) {
            return false;
        }
        try {
            return UnsafeMemory.address(ByteBuffer.allocateDirect(1)) != 0;
        } catch (LinkageError | RuntimeException e) {
            return false;
        }
    }

    /** Returns the address of a direct buffer's first byte, or 0 if access by address is unavailable. */
    static long address(ByteBuffer direct) {
        return AVAILABLE ? UnsafeMemory.address(direct) : 0;
    }
}
