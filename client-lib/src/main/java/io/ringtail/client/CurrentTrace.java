package io.ringtail.client;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * The W3C ids of the current OpenTelemetry span, if a class loader knows OpenTelemetry's API: this library does not
 * depend on it.
 */
final class CurrentTrace {
    private static final String API = "io.opentelemetry.api.trace.";
    private static final String NO_ID = "";
    /** No trace: no context at any time. */
    static final CurrentTrace NONE = new CurrentTrace(null, null, null, null);

    /** {@code Span.current().getSpanContext()}. */
    private final @Nullable MethodHandle context;

    private final @Nullable MethodHandle valid;
    private final @Nullable MethodHandle traceId;
    private final @Nullable MethodHandle spanId;

    private CurrentTrace(
            @Nullable MethodHandle context,
            @Nullable MethodHandle valid,
            @Nullable MethodHandle traceId,
            @Nullable MethodHandle spanId) {
        this.context = context;
        this.valid = valid;
        this.traceId = traceId;
        this.spanId = spanId;
    }

    /** Returns the current trace as the classes of a loader see it. */
    static CurrentTrace in(@Nullable ClassLoader loader) {
        try {
            Class<?> span = Class.forName(API + "Span", true, loader);
            Class<?> context = Class.forName(API + "SpanContext", true, loader);
            Lookup lookup = MethodHandles.publicLookup();
            MethodHandle current = lookup.findStatic(span, "current", MethodType.methodType(span));
            MethodHandle ofSpan = lookup.findVirtual(span, "getSpanContext", MethodType.methodType(context));
            MethodType text = MethodType.methodType(String.class, Object.class);
            return new CurrentTrace(
                    MethodHandles.filterReturnValue(current, ofSpan).asType(MethodType.methodType(Object.class)),
                    lookup.findVirtual(context, "isValid", MethodType.methodType(boolean.class))
                            .asType(MethodType.methodType(boolean.class, Object.class)),
                    lookup.findVirtual(context, "getTraceId", MethodType.methodType(String.class))
                            .asType(text),
                    lookup.findVirtual(context, "getSpanId", MethodType.methodType(String.class))
                            .asType(text));
        } catch (ReflectiveOperationException | LinkageError e) {
            return NONE;
        }
    }

    /** Returns the current span's context; null if there is none. */
    @Nullable
    Object context() {
        if (context == null || valid == null) {
            return null;
        }
        try {
            Object current = (Object) context.invokeExact();
            return current != null && (boolean) valid.invokeExact(current) ? current : null;
        } catch (Throwable e) {
            ApplicationCode.onFailure(e);
            return null;
        }
    }

    /** Returns a context's trace id in 32 hexadecimal digits; empty if there is no context. */
    String traceId(@Nullable Object of) {
        return text(traceId, of);
    }

    /** Returns a context's span id in 16 hexadecimal digits; empty if there is no context. */
    String spanId(@Nullable Object of) {
        return text(spanId, of);
    }

    private static String text(@Nullable MethodHandle id, @Nullable Object of) {
        if (id == null || of == null) {
            return NO_ID;
        }
        try {
            String text = (String) id.invokeExact(of);
            return text == null ? NO_ID : text;
        } catch (Throwable e) {
            ApplicationCode.onFailure(e);
            return NO_ID;
        }
    }
}
