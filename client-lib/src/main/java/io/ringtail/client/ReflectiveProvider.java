package io.ringtail.client;

import io.ringtail.client.typed.EventMethod;
import io.ringtail.client.typed.ProviderDefinition;
import io.ringtail.client.typed.Span;
import io.ringtail.proto.event.EventSchema;
import io.ringtail.proto.event.FieldType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A provider where the JVM defines no classes at run time, as in a native image: a {@link Proxy}. A record writes each
 * event, and each call allocates an array and the boxed arguments.
 */
final class ReflectiveProvider implements InvocationHandler {
    private final Class<?> type;
    private final Map<Method, Event> events = new HashMap<>();
    private final Map<Method, MethodHandle> defaults = new HashMap<>();

    private record Event(
            EventMethod method, EventCall call, @Nullable Object result) {}

    private ReflectiveProvider(Class<?> type) {
        this.type = type;
    }

    /**
     * Returns an implementation.
     *
     * @param calls a call for each event, in their order
     * @param lookup has private access to the interface; used for its default methods only
     */
    static Object implement(ProviderDefinition provider, List<EventCall> calls, Lookup lookup)
            throws ReflectiveOperationException {
        Class<?> type = provider.type();
        ReflectiveProvider handler = new ReflectiveProvider(type);
        for (int i = 0; i < calls.size(); i++) {
            EventMethod event = provider.events().get(i);
            Event written = new Event(event, calls.get(i), zero(event.method().getReturnType()));
            handler.events.put(event.method(), written);
        }
        for (Method method : type.getMethods()) {
            if (method.isDefault()) {
                Class<?> owner = method.getDeclaringClass();
                Lookup own = owner == type ? lookup : MethodHandles.privateLookupIn(owner, lookup);
                handler.defaults.put(method, own.unreflectSpecial(method, owner));
            }
        }
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        Event event = events.get(method);
        if (event != null) {
            return write(event, arguments);
        }
        MethodHandle own = defaults.get(method);
        if (own != null) {
            return own.bindTo(proxy).invokeWithArguments(arguments == null ? new Object[0] : arguments);
        }
        return switch (method.getName()) {
            case "equals" -> arguments != null && proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> type.getName() + "$Ringtail@" + Integer.toHexString(System.identityHashCode(proxy));
        };
    }

    private static @Nullable Object write(Event event, @Nullable Object @Nullable [] arguments) {
        EventCall call = event.call();
        if (event.method().kind() == EventMethod.Kind.QUERY && event.method().problem() == null) {
            return call.isEnabled();
        }
        EventSchema schema = event.method().schema();
        if (schema != null && call.isWanted()) {
            EventRecord into = call.begin();
            for (int i = 0; arguments != null && i < arguments.length; i++) {
                set(into, schema.fields().get(i).type(), arguments[i]);
            }
            into.commit();
            call.prepare();
        }
        return event.method().method().getReturnType() == Span.class ? call.span() : event.result();
    }

    private static void set(EventRecord into, FieldType type, @Nullable Object value) {
        switch (type) {
            case BOOL -> into.bool(Boolean.TRUE.equals(value));
            case CHARS -> into.chars((CharSequence) value);
            case STRING -> into.string((CharSequence) value);
            case F32 -> into.f32(number(value).floatValue());
            case F64 -> into.f64(number(value).doubleValue());
            case S8 -> into.s8(number(value).intValue());
            case S16 -> into.s16(number(value).intValue());
            case S32 -> into.s32(number(value).intValue());
            case S64 -> into.s64(number(value).longValue());
            case U8 -> into.u8(number(value).intValue());
            case U16 -> into.u16(number(value).intValue());
            case U32 -> into.u32(number(value).intValue());
            case U64 -> into.u64(number(value).longValue());
        }
    }

    /** Returns what a field of numbers holds for an argument: an enum's ordinal, a character's code. */
    private static Number number(@Nullable Object value) {
        if (value instanceof Number number) {
            return number;
        }
        return value instanceof Character letter ? (int) letter : EventCall.ordinal((Enum<?>) value);
    }

    /** Returns the value of a type that a method returns whose event cannot be written; null for references and void. */
    private static @Nullable Object zero(Class<?> type) {
        return type.isPrimitive() && type != void.class ? Array.get(Array.newInstance(type, 1), 0) : null;
    }
}
