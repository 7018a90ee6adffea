package io.ringtail.client;

import io.ringtail.client.typed.EventMethod;
import io.ringtail.client.typed.EventValue;
import io.ringtail.client.typed.ProviderDefinition;
import io.ringtail.client.typed.SpanEnd;
import io.ringtail.proto.event.EventSchema;
import io.ringtail.proto.event.FieldType;
import java.lang.invoke.MethodHandle;
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
    private final DefaultMethods defaults;

    /** An event; its fields are read without calls, for which there may be no stack. */
    private static final class Event {
        private final EventMethod method;
        private final EventCall call;
        private final boolean writes;
        /** What the method returns if its event is not written. */
        private final @Nullable Object result;

        private Event(EventMethod method, EventCall call) {
            this.method = method;
            this.call = call;
            this.writes = method.kind() != EventMethod.Kind.QUERY;
            this.result =
                    method.returnsSpan() ? call.unwritten : zero(method.method().getReturnType());
        }
    }

    private ReflectiveProvider(Class<?> type, DefaultMethods defaults) {
        this.type = type;
        this.defaults = defaults;
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
        ReflectiveProvider handler = new ReflectiveProvider(type, new DefaultMethods(type, lookup));
        for (int i = 0; i < calls.size(); i++) {
            EventMethod event = provider.events().get(i);
            handler.events.put(event.method(), new Event(event, calls.get(i)));
        }
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        Event event = events.get(method);
        if (event != null) {
            try {
                return write(event, arguments);
            } catch (VirtualMachineError | LinkageError e) {
                if (event.writes) {
                    try {
                        event.call.lost.add();
                    } catch (VirtualMachineError again) {
                        event.call.lost.uncalled++;
                    }
                }
                return event.result;
            }
        }
        MethodHandle own = defaults.of(method);
        if (own != null) {
            return DefaultMethods.invoke(own, proxy, arguments);
        }
        return switch (method.getName()) {
            case "equals" -> arguments != null && proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> type.getName() + "$Ringtail@" + Integer.toHexString(System.identityHashCode(proxy));
        };
    }

    private static @Nullable Object write(Event event, @Nullable Object @Nullable [] arguments) {
        EventCall call = event.call;
        if (event.method.kind() == EventMethod.Kind.QUERY && event.method.problem() == null) {
            return call.isEnabled();
        }
        EventMethod method = event.method;
        boolean written = method.problem() == null && (method.every() == 1 ? call.isWanted() : call.isSampled());
        if (written) {
            @Nullable Object[] values = values(call, method, arguments);
            EventSchema schema = method.schema();
            if (schema != null) {
                write(call, schema, values);
            }
            SpanEnd end = method.end();
            if (end != null && method.keepsSpan()) {
                KeptSpan span = call.openSpan();
                end.kept().forEach(kept -> SpanProxy.keep(span, kept.field(), values[kept.value()]));
                return span.face();
            }
        }
        return event.result;
    }

    private static @Nullable Object[] values(
            EventCall call, EventMethod method, @Nullable Object @Nullable [] arguments) {
        Object context = call.traceContext();
        List<EventValue> wanted = method.values();
        @Nullable Object[] values = new Object[wanted.size()];
        for (int i = 0; i < values.length; i++) {
            EventValue value = wanted.get(i);
            values[i] = switch (value.source()) {
                case ARGUMENT -> arguments == null ? null : arguments[value.argument()];
                case TRACE_ID -> call.traceId(context);
                case SPAN_ID -> call.spanId(context);
                case JAVA_TID -> call.javaTid();
                case JAVA_THREAD -> call.javaThread();
                case STACK -> call.stack();
            };
        }
        return values;
    }

    private static void write(EventCall call, EventSchema schema, @Nullable Object[] values) {
        EventRecord into = call.begin();
        if (into == null) {
            return;
        }
        for (int i = 0; i < values.length; i++) {
            set(into, schema.fields().get(i).type(), values[i]);
        }
        into.commit();
        try {
            call.prepare();
        } catch (VirtualMachineError e) {
            // The event is written or counted.
        }
    }

    private static void set(EventRecord into, FieldType type, @Nullable Object value) {
        boolean text = type == FieldType.STRING || type == FieldType.CHARS;
        long bits = 0;
        if (type == FieldType.BOOL) {
            bits = Boolean.TRUE.equals(value) ? 1 : 0;
        } else if (type == FieldType.F32) {
            bits = Float.floatToRawIntBits(number(value).floatValue());
        } else if (type == FieldType.F64) {
            bits = Double.doubleToRawLongBits(number(value).doubleValue());
        } else if (!text) {
            bits = number(value).longValue();
        }
        SpanWriter.set(into, type, bits, text ? (CharSequence) value : null);
    }

    /** Returns what a field of numbers holds for an argument: an enum's ordinal, a character's code. */
    static Number number(@Nullable Object value) {
        if (value instanceof Number number) {
            return number;
        }
        if (value instanceof Boolean flag) {
            return flag ? 1 : 0;
        }
        return value instanceof Character letter ? (int) letter : EventCall.ordinal((Enum<?>) value);
    }

    /** Returns the value of a type that a method returns whose event cannot be written; null for references and void. */
    static @Nullable Object zero(Class<?> type) {
        return type.isPrimitive() && type != void.class ? Array.get(Array.newInstance(type, 1), 0) : null;
    }
}
