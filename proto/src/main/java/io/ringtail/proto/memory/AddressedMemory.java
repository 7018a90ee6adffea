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

    /** The first release in which {@code sun.misc.Unsafe} prints a warning, unless its user allows it. */
    static final int FIRST_WARNING_JDK = 24;

    /** The JDK's own property for {@code --sun-misc-unsafe-memory-access}. */
    private static final String UNSAFE_PROPERTY = "sun.misc.unsafe.memory.access";

    /** Whether {@link UnsafeMemory} may be called. */
    static final boolean AVAILABLE = isWanted() && works();

    private AddressedMemory() {}

    private static boolean isWanted() {
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
                && System.getProperty("os.arch", "").equals("amd64")
                && !"buffer".equals(System.getProperty(PROPERTY))
                && (Runtime.version().feature() < FIRST_WARNING_JDK
                        || "allow".equals(System.getProperty(UNSAFE_PROPERTY)));
    }

    private static boolean works() {
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
