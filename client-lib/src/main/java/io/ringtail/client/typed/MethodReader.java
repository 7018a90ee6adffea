package io.ringtail.client.typed;

import io.ringtail.client.log.Log;
import io.ringtail.proto.event.EventProperties;
import io.ringtail.proto.event.EventSchema;
import io.ringtail.proto.event.FieldType;
import io.ringtail.proto.event.InvalidSchemaException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the event that a method of a provider's interface stands for. */
final class MethodReader {
    private static final String COUNTER = "counter";
    private static final String BEGIN = "_begin";
    private static final String STACK = "stack";
    private static final int MAX_DEPTH = 64;

    private final Class<?> provider;
    private final String system;
    private final Method method;

    private MethodReader(Class<?> provider, String system, Method method) {
        this.provider = provider;
        this.system = system;
        this.method = method;
    }

    /** Returns the event of a method; one that cannot be written has a problem, which says why. */
    static EventMethod read(Class<?> provider, String system, Method method) {
        TraceEnabled query = method.getAnnotation(TraceEnabled.class);
        if (query != null) {
            boolean valid = method.getReturnType() == boolean.class && method.getParameterCount() == 0;
            return EventMethod.invalid(
                    method,
                    EventMethod.Kind.QUERY,
                    query.value(),
                    valid ? null : "a method with @TraceEnabled has no parameters and returns boolean");
        }
        String name = method.getName();
        MethodReader reader = new MethodReader(provider, system, method);
        try {
            name = reader.name();
            return reader.read(name);
        } catch (InvalidSchemaException e) {
            return EventMethod.invalid(method, reader.kind(), name, String.valueOf(e.getMessage()));
        } catch (ThreadDeath e) {
            throw e;
        } catch (Throwable e) {
            // An enum of the application may not even initialise.
            return EventMethod.invalid(method, reader.kind(), name, "it cannot be read: " + Log.text(e));
        }
    }

    private EventMethod.Kind kind() {
        return method.isAnnotationPresent(TraceDuration.class)
                ? EventMethod.Kind.DURATION
                : method.isAnnotationPresent(TraceSpan.class) ? EventMethod.Kind.SPAN : EventMethod.Kind.EVENT;
    }

    private String name() {
        Name name = method.getAnnotation(Name.class);
        TraceSpan span = method.getAnnotation(TraceSpan.class);
        TraceDuration duration = method.getAnnotation(TraceDuration.class);
        TraceCounter counter = method.getAnnotation(TraceCounter.class);
        String given = name != null
                ? name.value()
                : span != null
                        ? span.value()
                        : duration != null ? duration.value() : counter != null ? counter.value() : "";
        return EventNames.lenient(given.isEmpty() ? method.getName() : given);
    }

    private EventMethod read(String name) {
        checkReturn();
        List<EventValue> values = new ArrayList<>();
        EventProperties properties = properties();
        EventMethod.Kind kind = kind();
        SpanReader spans = new SpanReader(method, system, name, properties);
        if (kind == EventMethod.Kind.DURATION) {
            TraceDuration duration = annotation(TraceDuration.class);
            SpanEnd end = spans.duration(
                    duration == null ? "" : duration.threshold(), depth(), values, this::addSurroundings);
            return new EventMethod(method, kind, name, null, values, end, depth(), every(), null);
        }
        boolean span = kind == EventMethod.Kind.SPAN;
        EventSchema schema = schema(span ? name + BEGIN : name, properties, values);
        return new EventMethod(
                method, kind, name, schema, values, span ? spans.end(values) : null, depth(), every(), null);
    }

    private EventSchema schema(String name, EventProperties properties, List<EventValue> values) {
        boolean counter = method.isAnnotationPresent(TraceCounter.class);
        Parameter[] parameters = method.getParameters();
        if (counter && parameters.length != 1) {
            throw new InvalidSchemaException(
                    "a counter's method has one parameter, its value; this one has " + parameters.length);
        }
        FieldReader fields = new FieldReader(system, name, properties);
        for (int i = 0; i < parameters.length; i++) {
            if (counter) {
                fields.add(COUNTER, parameters[i]);
            } else {
                fields.add(parameters[i]);
            }
            values.add(EventValue.argument(i, parameters[i].getType()));
        }
        addSurroundings(fields, values);
        if (depth() > 0) {
            fields.add(STACK, FieldType.STRING);
            values.add(EventValue.text(EventValue.Source.STACK));
        }
        return fields.build();
    }

    private EventProperties properties() {
        EventProperties properties = FieldReader.described(EventProperties.NONE, method);
        Level level = annotation(Level.class);
        if (level != null) {
            properties = properties.with(
                    EventProperties.Key.LEVEL, level.value().name().toLowerCase(Locale.ROOT));
        }
        if (annotation(InitiallyDisabled.class) != null) {
            properties = properties.with(EventProperties.Key.ENABLED, "0");
        }
        return every() == 1 ? properties : properties.with(EventProperties.Key.SAMPLED, Integer.toString(every()));
    }

    /** Returns an annotation of the method, or else of the interface. */
    private <A extends Annotation> @Nullable A annotation(Class<A> type) {
        A own = method.getAnnotation(type);
        return own == null ? provider.getAnnotation(type) : own;
    }

    /** Adds the fields that are not parameters, except the callers. */
    private void addSurroundings(FieldReader fields, List<EventValue> values) {
        if (method.isAnnotationPresent(TraceCounter.class)) {
            return;
        }
        if (annotation(TraceContext.class) != null) {
            fields.add("trace_id", FieldType.STRING);
            values.add(EventValue.text(EventValue.Source.TRACE_ID));
            fields.add("span_id", FieldType.STRING);
            values.add(EventValue.text(EventValue.Source.SPAN_ID));
        }
        if (annotation(JavaThread.class) != null) {
            fields.add(SpanReader.JAVA_TID, FieldType.U64);
            values.add(EventValue.number(EventValue.Source.JAVA_TID));
            fields.add("java_thread", FieldType.STRING);
            values.add(EventValue.text(EventValue.Source.JAVA_THREAD));
        }
    }

    private int every() {
        Sampled sampled = method.getAnnotation(Sampled.class);
        if (sampled != null && sampled.every() < 1) {
            throw new InvalidSchemaException("@Sampled(every = " + sampled.every() + ") is less than 1");
        }
        return sampled == null ? 1 : sampled.every();
    }

    private int depth() {
        StackTrace trace = method.getAnnotation(StackTrace.class);
        if (trace != null && (trace.depth() < 1 || trace.depth() > MAX_DEPTH)) {
            throw new InvalidSchemaException("@StackTrace(depth = " + trace.depth() + ") is not 1 to " + MAX_DEPTH);
        }
        return trace == null ? 0 : trace.depth();
    }

    private void checkReturn() {
        Class<?> returned = method.getReturnType();
        boolean span = returned.isInterface() && Span.class.isAssignableFrom(returned);
        if (kind() == EventMethod.Kind.EVENT ? returned != void.class : !span) {
            throw new InvalidSchemaException("it returns " + returned.getSimpleName()
                    + ": an event's method returns void, and one with @TraceSpan or @TraceDuration returns Span, or"
                    + " an interface that extends it");
        }
    }
}
