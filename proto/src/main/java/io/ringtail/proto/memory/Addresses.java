package io.ringtail.proto.memory;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle.AccessMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** A way to reach memory by its address alone, little endian, if this JVM has one. */
interface Addresses {
    /** {@code buffer} leaves every access to the {@code ByteBuffer}s' {@code VarHandle}s. */
    String PROPERTY = "ringtail.memory";

    /** Where {@code java.lang.foreign} is final; from JDK 24 on, Unsafe warns. */
    int FIRST_FOREIGN_JDK = 22;

    /**
     * An access of a type with a mode.
     *
     * @return a handle of the type that the mode has for a {@code VarHandle} whose only coordinate is an address. No mode but
     *     GET and SET may be used with an address that is not aligned
     */
    MethodHandle access(Class<?> type, AccessMode mode);

    /** Where a direct buffer's bytes begin. */
    long address(ByteBuffer direct);

    /** The best way there is without a JVM flag, null where that is the buffers' own. */
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
