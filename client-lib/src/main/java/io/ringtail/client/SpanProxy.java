package io.ringtail.client;

import io.ringtail.client.typed.Span;
import io.ringtail.client.typed.SpanEnd;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an application gets for a span of a type of its own where the JVM defines no classes at run time. */
final class SpanProxy implements InvocationHandler {
    private final @Nullable KeptSpan span;
    private final Map<Method, Integer> fields = new HashMap<>();
    private final @Nullable DefaultMethods defaults;

    private SpanProxy(@Nullable KeptSpan span, List<SpanEnd.Setter> setters, Class<?> type, Lookup lookup) {
        this.span = span;
        setters.forEach(setter -> fields.put(setter.method(), setter.field()));
        DefaultMethods found = null;
        try {
            found = new DefaultMethods(type, lookup);
        } catch (IllegalAccessException e) {
            // An interface of another package: its default methods do nothing.
        }
        this.defaults = found;
    }

    /** Returns a span that is shown as a proxy. */
    static KeptSpan of(KeptSpans kind, SpanEnd end, Lookup lookup) {
        KeptSpan span = new KeptSpan(kind);
        span.face = proxy(end.type(), new SpanProxy(span, end.setters(), end.type(), lookup));
        return span;
    }

    /** Returns an object of a type whose methods do nothing. */
    static Span silent(Class<?> type, Lookup lookup) {
        return proxy(type, new SpanProxy(null, List.of(), type, lookup));
    }

    private static Span proxy(Class<?> type, SpanProxy handler) {
        return (Span) Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        KeptSpan kept = span;
        Integer field = fields.get(method);
        MethodHandle own = defaults == null ? null : defaults.of(method);
        if (kept != null && field != null && arguments != null) {
            try {
                keep(kept, field, arguments[0]);
            } catch (VirtualMachineError | LinkageError e) {
                kept.spoiled = true;
            }
        } else if (method.getName().equals("close") && method.getParameterCount() == 0) {
            close(kept);
        } else if (own != null) {
            return DefaultMethods.invoke(own, proxy, arguments);
        }
        if (method.getDeclaringClass() == Object.class) {
            return ofObject(proxy, method, arguments);
        }
        return method.getReturnType().isInstance(proxy) ? proxy : ReflectiveProvider.zero(method.getReturnType());
    }

    /** Ends the span, even if the application's type has a default method for that, as a made class does. */
    private static void close(@Nullable KeptSpan kept) {
        try {
            if (kept != null && kept != kept.kind.none) {
                kept.close();
            }
        } catch (VirtualMachineError e) {
            try {
                kept.kind.call.lost.add();
            } catch (VirtualMachineError again) {
                kept.kind.call.lost.uncalled++;
            }
        }
    }

    private static Object ofObject(Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
        return switch (method.getName()) {
            case "equals" -> arguments != null && proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "span@" + Integer.toHexString(System.identityHashCode(proxy));
        };
    }

    /** Keeps a value that is boxed; null is a text or an enum's. */
    static void keep(KeptSpan span, int field, @Nullable Object value) {
        if (value == null) {
            span.keep(field, (CharSequence) null);
            span.keep(field, (Enum<?>) null);
        } else if (value instanceof CharSequence text) {
            span.keep(field, text);
        } else if (value instanceof Float number) {
            span.keep(field, number.floatValue());
        } else if (value instanceof Double number) {
            span.keep(field, number.doubleValue());
        } else {
            span.keep(field, ReflectiveProvider.number(value).longValue());
        }
    }
}
