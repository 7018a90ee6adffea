package io.ringtail.client.typed;

import io.ringtail.proto.event.EventSchema;
import io.ringtail.proto.event.FieldType;
import io.ringtail.proto.event.InvalidSchemaException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Type;

/**
 * What an annotated interface defines: the event of each of its methods, in the order of their names.
 *
 * @param type the interface
 * @param system the system of its events
 * @param events an event for each abstract method
 */
public record ProviderDefinition(Class<?> type, String system, List<EventMethod> events) {
    private static final String COUNTER = "counter";
    private static final String BEGIN = "_begin";

    /**
     * Reads an interface. A method that defines no event that can be written has a problem, which says why.
     *
     * @throws IllegalArgumentException if {@code type} is no interface, or has no {@link TraceProvider}
     */
    public static ProviderDefinition of(@Nullable Class<?> type) {
        if (type == null || !type.isInterface() || type.isAnnotation()) {
            throw new IllegalArgumentException(type + " is no interface: a provider's events are methods of one");
        }
        try {
            return read(type);
        } catch (LinkageError | TypeNotPresentException | ArrayStoreException e) {
            throw new IllegalArgumentException(type + " cannot be read (" + e + "): a class it names is missing", e);
        }
    }

    private static ProviderDefinition read(Class<?> type) {
        TraceProvider provider = type.getAnnotation(TraceProvider.class);
        if (provider == null) {
            throw new IllegalArgumentException(
                    type + " has no @TraceProvider: annotate it with the system of its events");
        }
        String system = EventNames.lenient(provider.value());
        // Two interfaces may have the same method; the first one is that of a java.lang.reflect.Proxy, too.
        Map<String, Method> methods = new TreeMap<>();
        Arrays.stream(type.getMethods())
                .filter(method -> Modifier.isAbstract(method.getModifiers()) && !isOfObject(method))
                .forEach(method -> methods.putIfAbsent(method.getName() + Type.getMethodDescriptor(method), method));
        List<EventMethod> events = new ArrayList<>();
        methods.values().forEach(method -> events.add(event(system, method)));
        return new ProviderDefinition(type, system, List.copyOf(events));
    }

    /** Returns whether an interface only repeats a method that every class has. */
    private static boolean isOfObject(Method method) {
        try {
            Object.class.getMethod(method.getName(), method.getParameterTypes());
            return true;
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    private static EventMethod event(String system, Method method) {
        TraceEnabled query = method.getAnnotation(TraceEnabled.class);
        if (query != null) {
            boolean valid = method.getReturnType() == boolean.class && method.getParameterCount() == 0;
            return new EventMethod(
                    method,
                    EventMethod.Kind.QUERY,
                    query.value(),
                    null,
                    valid ? null : "a method with @TraceEnabled has no parameters and returns boolean");
        }
        boolean span = method.getReturnType() == Span.class;
        EventMethod.Kind kind = span ? EventMethod.Kind.SPAN : EventMethod.Kind.EVENT;
        String name = method.getName();
        try {
            name = nameOf(method);
            return new EventMethod(method, kind, name, schema(system, span ? name + BEGIN : name, method), null);
        } catch (InvalidSchemaException e) {
            return new EventMethod(method, kind, name, null, String.valueOf(e.getMessage()));
        } catch (ThreadDeath e) {
            throw e;
        } catch (Throwable e) {
            // An enum of the application may not even initialise.
            return new EventMethod(method, kind, name, null, "it cannot be read: " + e);
        }
    }

    private static String nameOf(Method method) {
        Name name = method.getAnnotation(Name.class);
        TraceSpan span = method.getAnnotation(TraceSpan.class);
        TraceCounter counter = method.getAnnotation(TraceCounter.class);
        String given =
                name != null ? name.value() : span != null ? span.value() : counter != null ? counter.value() : "";
        return EventNames.lenient(given.isEmpty() ? method.getName() : given);
    }

    private static EventSchema schema(String system, String name, Method method) {
        checkReturn(method);
        boolean counter = method.isAnnotationPresent(TraceCounter.class);
        Parameter[] parameters = method.getParameters();
        if (counter && parameters.length != 1) {
            throw new InvalidSchemaException(
                    "a counter's method has one parameter, its value; this one has " + parameters.length);
        }
        EventSchema.Builder schema = EventSchema.builder(system, name);
        for (Parameter parameter : parameters) {
            add(schema, counter ? COUNTER : nameOf(parameter), parameter);
        }
        return schema.build();
    }

    private static void checkReturn(Method method) {
        boolean span = method.isAnnotationPresent(TraceSpan.class);
        if (method.getReturnType() != (span ? Span.class : void.class)) {
            throw new InvalidSchemaException(
                    "it returns " + method.getReturnType().getSimpleName()
                            + ": an event's method returns void, and one with @TraceSpan returns Span");
        }
    }

    private static String nameOf(Parameter parameter) {
        Name name = parameter.getAnnotation(Name.class);
        if (name == null && !parameter.isNamePresent()) {
            throw new InvalidSchemaException("its parameters have no names in the class file: compile with -parameters"
                    + " (Maven: <parameters>true</parameters>; Kotlin: -java-parameters), or annotate each with @Name");
        }
        return EventNames.lenient(name == null ? parameter.getName() : name.value());
    }

    private static void add(EventSchema.Builder schema, String name, Parameter parameter) {
        Class<?> type = parameter.getType();
        FixedLength fixed = parameter.getAnnotation(FixedLength.class);
        boolean hex = parameter.isAnnotationPresent(Hex.class);
        boolean text = CharSequence.class.isAssignableFrom(type);
        if (fixed != null && text) {
            schema.chars(name, fixed.value());
        } else if (fixed != null) {
            throw new InvalidSchemaException("field " + name + " has a fixed length, but is no text");
        } else if (type.isEnum()) {
            schema.symbols(name, FieldType.U16, symbols(type));
        } else if (hex) {
            schema.hex(name, integer(name, type, true));
        } else if (text) {
            schema.field(name, FieldType.STRING);
        } else if (type == float.class || type == double.class || type == boolean.class) {
            schema.field(name, scalar(type));
        } else {
            schema.field(name, integer(name, type, parameter.isAnnotationPresent(Unsigned.class)));
        }
    }

    private static FieldType scalar(Class<?> type) {
        return type == float.class ? FieldType.F32 : type == double.class ? FieldType.F64 : FieldType.BOOL;
    }

    private static FieldType integer(String name, Class<?> type, boolean unsigned) {
        if (type == byte.class) {
            return unsigned ? FieldType.U8 : FieldType.S8;
        }
        if (type == short.class) {
            return unsigned ? FieldType.U16 : FieldType.S16;
        }
        if (type == char.class) {
            return FieldType.U16;
        }
        if (type == int.class) {
            return unsigned ? FieldType.U32 : FieldType.S32;
        }
        if (type == long.class) {
            return unsigned ? FieldType.U64 : FieldType.S64;
        }
        throw new InvalidSchemaException("field " + name + " is of type " + type.getName()
                + ": an event takes primitives, String or another CharSequence, and enums");
    }

    private static Map<Long, String> symbols(Class<?> type) {
        Map<Long, String> symbols = new HashMap<>();
        for (@Nullable Object constant : type.getEnumConstants()) {
            symbols.put((long) symbols.size(), ((Enum<?>) constant).name());
        }
        return symbols;
    }
}
