package io.ringtail.proto.memory;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle.AccessMode;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Accesses memory by address: the cheapest access for a writer, since nothing is checked. The caller has checked that
 * the address lies within the memory, and keeps the memory mapped.
 */
final class AddressedMemory {
    private static final @Nullable Addresses ADDRESSES = Addresses.find();

    /** Whether the methods below may be called. */
    static final boolean AVAILABLE = ADDRESSES != null;

    private static final MethodHandle GET_INT_OPAQUE = access(int.class, AccessMode.GET_OPAQUE);
    private static final MethodHandle GET_INT_ACQUIRE = access(int.class, AccessMode.GET_ACQUIRE);
    private static final MethodHandle PUT_INT = access(int.class, AccessMode.SET);
    private static final MethodHandle PUT_INT_OPAQUE = access(int.class, AccessMode.SET_OPAQUE);
    private static final MethodHandle PUT_INT_RELEASE = access(int.class, AccessMode.SET_RELEASE);
    private static final MethodHandle GET_LONG_OPAQUE = access(long.class, AccessMode.GET_OPAQUE);
    private static final MethodHandle GET_LONG_ACQUIRE = access(long.class, AccessMode.GET_ACQUIRE);
    private static final MethodHandle PUT_LONG = access(long.class, AccessMode.SET);
    private static final MethodHandle PUT_LONG_OPAQUE = access(long.class, AccessMode.SET_OPAQUE);
    private static final MethodHandle PUT_LONG_RELEASE = access(long.class, AccessMode.SET_RELEASE);
    private static final MethodHandle COMPARE_AND_SET_LONG = access(long.class, AccessMode.COMPARE_AND_SET);
    private static final MethodHandle GET_AND_ADD_LONG_RELEASE = access(long.class, AccessMode.GET_AND_ADD_RELEASE);

    private AddressedMemory() {}

    private static MethodHandle access(Class<?> type, AccessMode mode) {
        return ADDRESSES == null ? MethodHandles.zero(type) : ADDRESSES.access(type, mode);
    }

    /** Returns the address of a direct buffer's first byte, or 0 if access by address is unavailable. */
    static long address(ByteBuffer direct) {
        return ADDRESSES == null ? 0 : ADDRESSES.address(direct);
    }

    static int getIntOpaque(long address) {
        try {
            return (int) GET_INT_OPAQUE.invokeExact(address);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    static int getIntAcquire(long address) {
        try {
            return (int) GET_INT_ACQUIRE.invokeExact(address);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    static void putInt(long address, int value) {
        try {
            PUT_INT.invokeExact(address, value);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    static void putIntOpaque(long address, int value) {
        try {
            PUT_INT_OPAQUE.invokeExact(address, value);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    static void putIntRelease(long address, int value) {
        try {
            PUT_INT_RELEASE.invokeExact(address, value);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    static long getLongOpaque(long address) {
        try {
            return (long) GET_LONG_OPAQUE.invokeExact(address);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    static long getLongAcquire(long address) {
        try {
            return (long) GET_LONG_ACQUIRE.invokeExact(address);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    static void putLong(long address, long value) {
        try {
            PUT_LONG.invokeExact(address, value);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    static void putLongOpaque(long address, long value) {
        try {
            PUT_LONG_OPAQUE.invokeExact(address, value);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    static void putLongRelease(long address, long value) {
        try {
            PUT_LONG_RELEASE.invokeExact(address, value);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    static boolean compareAndSetLong(long address, long expected, long value) {
        try {
            return (boolean) COMPARE_AND_SET_LONG.invokeExact(address, expected, value);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    static long getAndAddLongRelease(long address, long delta) {
        try {
            return (long) GET_AND_ADD_LONG_RELEASE.invokeExact(address, delta);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /**
     * Rethrows an error or returns an unchecked exception: a handle declares every throwable, but throws only these.
     */
    private static RuntimeException failed(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
    }
}
