package io.ringtail.proto.memory;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle.AccessMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** A way to access memory by address alone, little endian, if this JVM has one. */
interface Addresses {
    /** The system property; {@code buffer} makes every access use the {@code ByteBuffer}s' {@code VarHandle}s. */
    String PROPERTY = "ringtail.memory";

    /** The first release with a final {@code java.lang.foreign}; from JDK 24 on, Unsafe warns. */
    int FIRST_FOREIGN_JDK = 22;

    /**
     * Returns a handle that accesses a type with a mode.
     *
     * @return a handle of the type that the mode has for a {@code VarHandle} whose only coordinate is an address. Only
     *     GET and SET accept an unaligned address
     */
    MethodHandle access(Class<?> type, AccessMode mode);

    /** Returns the address of a direct buffer's first byte. */
    long address(ByteBuffer direct);

    /** Returns the best way that needs no JVM flag, or null if that is access through the buffers. */
    static @Nullable Addresses find() {
        if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN || "buffer".equals(System.getProperty(PROPERTY))) {
            return null;
        }
        try {
            boolean foreign = Runtime.version().feature() >= FIRST_FOREIGN_JDK;
            return foreign ? new ForeignAddresses() : UnsafeAddresses.find();
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            return null;
        }
    }
}
