package io.ringtail.client.libc;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Accesses {@code java.lang.foreign.Linker} by reflection, since the bytecode is Java 17.
 *
 * <p>Only linking is reflective; the returned handles are called like any others. A failure to link throws
 * {@link IllegalStateException}.
 */
final class ForeignLinker {
    private final Class<?> linkerType = type("Linker");
    private final Class<?> optionType = type("Linker$Option");
    private final Class<?> layoutType = type("MemoryLayout");
    private final Class<?> segmentType = type("MemorySegment");
    private final Class<?> descriptorType = type("FunctionDescriptor");
    private final Object linker = call(linkerType, "nativeLinker", null);
    private final Object lookup = call(linkerType, "defaultLookup", linker);

    /** Links a function that has no parameters and returns at once: no safepoint is possible during the call. */
    MethodHandle shortCall(String symbol, Class<?> result) {
        Object critical = call(optionType, "critical", null, boolean.class, false);
        return link(symbol, critical, result);
    }

    /** Links a function whose parameters from {@code firstVariadic} on are variadic in C. */
    MethodHandle variadicCall(String symbol, int firstVariadic, Class<?> result, Class<?>... parameters) {
        Object variadic = call(optionType, "firstVariadicArg", null, int.class, firstVariadic);
        return link(symbol, variadic, result, parameters);
    }

    /** Returns the address of a symbol, 0 if there is none. */
    long address(String symbol) {
        Object segment = segment(symbol);
        return segment == null ? 0 : (long) call(segmentType, "address", segment);
    }

    /** Returns the address of a direct buffer's first byte. */
    long address(ByteBuffer direct) {
        Object segment = call(
                segmentType, "ofBuffer", null, Buffer.class, direct.duplicate().clear());
        return (long) call(segmentType, "address", segment);
    }

    /** Returns a read-only view of memory in native byte order. */
    ByteBuffer memory(long address, int length) {
        Object empty = call(segmentType, "ofAddress", null, long.class, address);
        Object segment = call(segmentType, "reinterpret", empty, long.class, (long) length);
        ByteBuffer buffer = (ByteBuffer) call(segmentType, "asByteBuffer", segment);
        return buffer.asReadOnlyBuffer().order(ByteOrder.nativeOrder());
    }

    private MethodHandle link(String symbol, Object option, Class<?> result, Class<?>... parameters) {
        Object function = segment(symbol);
        if (function == null) {
            throw new IllegalStateException("the C library has no function " + symbol);
        }
        Object options = Array.newInstance(optionType, 1);
        Array.set(options, 0, option);
        try {
            return (MethodHandle) linkerType
                    .getMethod("downcallHandle", segmentType, descriptorType, options.getClass())
                    .invoke(linker, function, descriptor(result, parameters), options);
        } catch (ReflectiveOperationException e) {
            throw failure("downcallHandle", e);
        }
    }

    private Object descriptor(Class<?> result, Class<?>... parameters) {
        Object layouts = Array.newInstance(layoutType, parameters.length);
        for (int i = 0; i < parameters.length; i++) {
            Array.set(layouts, i, layout(parameters[i]));
        }
        try {
            return descriptorType
                    .getMethod("of", layoutType, layouts.getClass())
                    .invoke(null, layout(result), layouts);
        } catch (ReflectiveOperationException e) {
            throw failure("FunctionDescriptor.of", e);
        }
    }

    private @Nullable Object segment(String symbol) {
        return ((Optional<?>) call(type("SymbolLookup"), "find", lookup, String.class, symbol)).orElse(null);
    }

    private static Object layout(Class<?> primitive) {
        try {
            String constant = primitive == int.class ? "JAVA_INT" : "JAVA_LONG";
            return type("ValueLayout").getField(constant).get(null);
        } catch (ReflectiveOperationException e) {
            throw failure("ValueLayout", e);
        }
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName("java.lang.foreign." + name);
        } catch (ClassNotFoundException e) {
            throw failure(name, e);
        }
    }

    private static Object call(Class<?> owner, String method, @Nullable Object target) {
        try {
            return owner.getMethod(method).invoke(target);
        } catch (ReflectiveOperationException e) {
            throw failure(method, e);
        }
    }

    private static Object call(
            Class<?> owner, String method, @Nullable Object target, Class<?> parameter, Object argument) {
        try {
            return owner.getMethod(method, parameter).invoke(target, argument);
        } catch (ReflectiveOperationException e) {
            throw failure(method, e);
        }
    }

    private static IllegalStateException failure(String what, ReflectiveOperationException e) {
        Throwable cause = e instanceof InvocationTargetException && e.getCause() != null ? e.getCause() : e;
        return new IllegalStateException("java.lang.foreign: " + what + " failed: " + cause, cause);
    }
}
