package io.ringtail.proto.memory;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle.AccessMode;
import java.lang.reflect.Field;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Accesses addresses through {@code sun.misc.Unsafe}, on x86-64 only, since Unsafe lacks opaque, acquire and release
 * accesses. Volatile loads and ordered stores replace them: on x86-64 these are the same instructions; elsewhere they
 * would cost more. It uses method handles because the compiler warns about any other use.
 */
final class UnsafeAddresses implements Addresses {
    private final Object unsafe;

    private UnsafeAddresses(Object unsafe) {
        this.unsafe = unsafe;
    }

    static @Nullable UnsafeAddresses find() throws ReflectiveOperationException {
        if (!System.getProperty("os.arch", "").equals("amd64")) {
            return null;
        }
        Field instance = Class.forName("sun.misc.Unsafe").getDeclaredField("theUnsafe");
        instance.setAccessible(true);
        return new UnsafeAddresses(instance.get(null));
    }

    @Override
    public MethodHandle access(Class<?> type, AccessMode mode) {
        String name = type == int.class ? "Int" : "Long";
        return switch (mode) {
            case GET -> method("get" + name, type, long.class);
            case GET_OPAQUE, GET_ACQUIRE -> ofNoObject("get" + name + "Volatile", type);
            case SET -> method("put" + name, void.class, long.class, type);
            case SET_OPAQUE, SET_RELEASE -> ofNoObject("putOrdered" + name, void.class, type);
            case COMPARE_AND_SET -> ofNoObject("compareAndSwap" + name, boolean.class, type, type);
            case GET_AND_ADD_RELEASE -> ofNoObject("getAndAdd" + name, type, type);
            default -> throw new IllegalArgumentException("no " + mode + " of " + type);
        };
    }

    @Override
    public long address(ByteBuffer direct) {
        try {
            Field field = Buffer.class.getDeclaredField("address");
            long offset =
                    (long) method("objectFieldOffset", long.class, Field.class).invokeExact(field);
            return (long)
                    method("getLong", long.class, Object.class, long.class).invokeExact((Object) direct, offset);
        } catch (Throwable e) {
            throw new LinkageError("sun.misc.Unsafe: the address of " + direct, e);
        }
    }

    /** Returns a method that accesses an object's field, bound to no object: the offset is then an address. */
    private MethodHandle ofNoObject(String name, Class<?> result, Class<?>... values) {
        MethodType type = MethodType.methodType(result, values).insertParameterTypes(0, Object.class, long.class);
        return MethodHandles.insertArguments(method(name, type), 0, (Object) null);
    }

    private MethodHandle method(String name, Class<?> result, Class<?>... parameters) {
        return method(name, MethodType.methodType(result, parameters));
    }

    private MethodHandle method(String name, MethodType type) {
        try {
            return MethodHandles.publicLookup().bind(unsafe, name, type);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("sun.misc.Unsafe." + name, e);
        }
    }
}
