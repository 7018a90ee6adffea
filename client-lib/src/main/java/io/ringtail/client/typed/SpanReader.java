package io.ringtail.client.typed;

import io.ringtail.proto.event.EventProperties;
import io.ringtail.proto.event.FieldType;
import io.ringtail.proto.event.InvalidSchemaException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** Reads what the end of a span writes: from the method that begins it, and from the type that it returns. */
final class SpanReader {
    private static final String END = "_end";
    private static final String DURATION = "duration_ns";
    /** The field by which tools pair spans of virtual threads. */
    static final String JAVA_TID = "java_tid";

    private static final String STACK = "stack";
    /** The public methods of the class that setters are added to. */
    private static final Set<String> RESERVED = Set.of("keep", "close", "face");

    private final Method method;
    private final String system;
    private final String name;
    private final EventProperties properties;

    SpanReader(Method method, String system, String name, EventProperties properties) {
        this.method = method;
        this.system = system;
        this.name = name;
        this.properties = properties;
    }

    /** Returns the end of a span whose begin is an event with these values. */
    SpanEnd end(List<EventValue> values) {
        FieldReader fields = new FieldReader(system, name + END, properties);
        List<SpanEnd.Kept> kept = new ArrayList<>();
        Parameter[] parameters = method.getParameters();
        for (int i = 0; i < parameters.length; i++) {
            if (parameters[i].isAnnotationPresent(AsyncId.class)) {
                kept.add(new SpanEnd.Kept(i, fields.next()));
                fields.add(parameters[i]);
            }
        }
        boolean async = !kept.isEmpty();
        for (int i = parameters.length; i < values.size(); i++) {
            if (values.get(i).source() == EventValue.Source.JAVA_TID) {
                kept.add(new SpanEnd.Kept(i, fields.next()));
                fields.add(JAVA_TID, FieldType.U64);
            }
        }
        List<SpanEnd.Setter> setters = setters(fields);
        return new SpanEnd(fields.build(), method.getReturnType(), kept, setters, async, false, 0, 0);
    }

    /** Returns the end of a span that is the only event of it, and adds the values that it needs of the begin. */
    SpanEnd duration(
            String threshold,
            int stackDepth,
            List<EventValue> values,
            BiConsumer<FieldReader, List<EventValue>> surroundings) {
        FieldReader fields = new FieldReader(system, name, properties);
        fields.add(DURATION, FieldType.U64);
        fields.describe(DURATION, EventProperties.Key.UNIT, "ns");
        boolean async = false;
        for (Parameter parameter : method.getParameters()) {
            values.add(EventValue.argument(values.size(), parameter.getType()));
            async |= parameter.isAnnotationPresent(AsyncId.class);
            fields.add(parameter);
        }
        surroundings.accept(fields, values);
        List<SpanEnd.Kept> kept = new ArrayList<>();
        for (int value = 0; value < values.size(); value++) {
            kept.add(new SpanEnd.Kept(value, value + 1));
        }
        List<SpanEnd.Setter> setters = setters(fields);
        if (stackDepth > 0) {
            fields.add(STACK, FieldType.STRING);
        }
        return new SpanEnd(
                fields.build(), method.getReturnType(), kept, setters, async, true, thresholdNs(threshold), stackDepth);
    }

    private List<SpanEnd.Setter> setters(FieldReader fields) {
        Class<?> type = method.getReturnType();
        // Methods that differ in their result only set the same field: one refines the other's result.
        Map<String, List<Method>> byParameters = new TreeMap<>();
        Stream.of(type.getMethods())
                .filter(each -> Modifier.isAbstract(each.getModifiers()) && !isClose(each))
                .filter(each -> !ProviderDefinition.isOfObject(each))
                .forEach(each -> byParameters
                        .computeIfAbsent(
                                each.getName() + Arrays.toString(each.getParameterTypes()), key -> new ArrayList<>())
                        .add(each));
        List<SpanEnd.Setter> setters = new ArrayList<>();
        byParameters.values().forEach(same -> {
            same.forEach(each -> {
                checkSetter(type, each);
                setters.add(new SpanEnd.Setter(each, fields.next()));
            });
            Method finest = finest(same);
            Name given = finest.getAnnotation(Name.class);
            fields.add(EventNames.lenient(given == null ? finest.getName() : given.value()), finest.getParameters()[0]);
        });
        return setters;
    }

    /** Returns the method with the most specific result. */
    private static Method finest(List<Method> same) {
        Method finest = same.get(0);
        for (Method each : same) {
            if (finest.getReturnType().isAssignableFrom(each.getReturnType())) {
                finest = each;
            }
        }
        return finest;
    }

    private static boolean isClose(Method method) {
        return method.getName().equals("close") && method.getParameterCount() == 0;
    }

    private static void checkSetter(Class<?> type, Method setter) {
        Class<?> returned = setter.getReturnType();
        if (setter.getParameterCount() != 1 || (returned != void.class && !returned.isAssignableFrom(type))) {
            throw new InvalidSchemaException("method " + setter.getName() + " of " + type.getName()
                    + " sets no field of a span's end: it has one parameter, and returns void or "
                    + type.getSimpleName());
        }
        if (RESERVED.contains(setter.getName())) {
            throw new InvalidSchemaException("method " + setter.getName() + " of " + type.getName()
                    + " has a reserved name: rename it, and keep the field's name by @Name");
        }
    }

    private static long thresholdNs(String text) {
        String stripped = text.strip();
        long unitNs = stripped.endsWith("ns")
                ? 1
                : stripped.endsWith("us")
                        ? 1_000
                        : stripped.endsWith("ms") ? 1_000_000 : stripped.endsWith("s") ? 1_000_000_000 : 0;
        int digits = 0;
        while (digits < stripped.length() && Character.isDigit(stripped.charAt(digits))) {
            digits++;
        }
        try {
            if (unitNs > 0 && digits + (unitNs == 1_000_000_000 ? 1 : 2) == stripped.length()) {
                return Math.multiplyExact(Long.parseLong(stripped.substring(0, digits)), unitNs);
            }
        } catch (NumberFormatException | ArithmeticException e) {
            // As any other text that is no duration.
        }
        throw new InvalidSchemaException("the threshold '" + text + "' is no duration such as 500us, 20ms or 1s");
    }
}
