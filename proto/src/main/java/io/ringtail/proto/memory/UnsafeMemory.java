package io.ringtail.proto.memory;

import java.lang.reflect.Field;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import sun.misc.Unsafe;

/**
 * Accesses memory by address through {@code sun.misc.Unsafe}, on x86-64 only, since Unsafe lacks opaque, acquire and
 * release accesses. Volatile loads and ordered stores replace them: on x86-64 these are the same instructions;
 * elsewhere they would cost more. Nothing is checked: the caller has checked that the address lies within the memory,
 * and keeps the memory mapped.
 *
 * <p>Direct calls, not handles: a JVM interprets its first events, and one access through a method handle is a dozen
 * interpreted calls. The compiler warns of Unsafe whatever it is told, so this class alone is compiled without
 * {@code -Werror}, and refers to no other.
 */
final class UnsafeMemory {
    private static final Unsafe UNSAFE = find();
    private static final long ADDRESS = addressField();

    private UnsafeMemory() {}

    private static Unsafe find() {
        try {
            Field instance = Unsafe.class.getDeclaredField("theUnsafe");
            instance.setAccessible(true);
            return (Unsafe) instance.get(null);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static long addressField() {
        try {
            return UNSAFE.objectFieldOffset(Buffer.class.getDeclaredField("address"));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Returns the address of a direct buffer's first byte. */
    static long address(ByteBuffer direct) {
        return UNSAFE.getLong(direct, ADDRESS);
    }

    static void putByte(long address, byte value) {
        UNSAFE.putByte(address, value);
    }

    static void putShort(long address, short value) {
        UNSAFE.putShort(address, value);
    }

    static int getIntVolatile(long address) {
        return UNSAFE.getIntVolatile(null, address);
    }

    static void putInt(long address, int value) {
        UNSAFE.putInt(address, value);
    }

    static void putIntOrdered(long address, int value) {
        UNSAFE.putOrderedInt(null, address, value);
    }

    static long getLongVolatile(long address) {
        return UNSAFE.getLongVolatile(null, address);
    }

    static void putLong(long address, long value) {
        UNSAFE.putLong(address, value);
    }

    static void putLongOrdered(long address, long value) {
        UNSAFE.putOrderedLong(null, address, value);
    }

    static boolean compareAndSetLong(long address, long expected, long value) {
        return UNSAFE.compareAndSwapLong(null, address, expected, value);
    }

    static long getAndAddLong(long address, long delta) {
        return UNSAFE.getAndAddLong(null, address, delta);
    }
}
