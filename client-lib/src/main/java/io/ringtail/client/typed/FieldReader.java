package io.ringtail.client.typed;

import io.ringtail.proto.event.EventProperties;
import io.ringtail.proto.event.EventSchema;
import io.ringtail.proto.event.FieldType;
import io.ringtail.proto.event.InvalidSchemaException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The schema of an event, whose fields are added from annotated parameters. */
final class FieldReader {
    private static final String ASYNC_ID = "async_id";
    private static final String FLOW_ID = "flow_id";

    private final EventSchema.Builder schema;
    private final List<String> names = new ArrayList<>();
    private EventProperties properties;

    FieldReader(String system, String name, EventProperties ofEvent) {
        this.schema = EventSchema.builder(system, name);
        this.properties = ofEvent;
    }

    /** Adds the field of a method's parameter, named as the parameter or its annotations say. */
    void add(Parameter parameter) {
        add(nameOf(parameter), parameter);
    }

    /** Adds the field of a parameter under a name. */
    void add(String name, Parameter parameter) {
        addField(name, parameter);
        names.add(name);
        describe(name, EventProperties.Key.LABEL, valueOf(parameter.getAnnotation(Label.class)));
        describe(name, EventProperties.Key.DESCRIPTION, valueOf(parameter.getAnnotation(Description.class)));
        describe(name, EventProperties.Key.UNIT, valueOf(parameter.getAnnotation(Unit.class)));
    }

    /** Adds a field of a type. */
    void add(String name, FieldType type) {
        schema.field(name, type);
        names.add(name);
    }

    /** Adds a property of a field, unless its value is null. */
    void describe(String field, EventProperties.Key key, @Nullable String value) {
        if (value != null) {
            properties = properties.with(field, key, value);
        }
    }

    /** Returns the number of the next field. */
    int next() {
        return names.size();
    }

    EventSchema build() {
        return schema.properties(properties).build();
    }

    /** Returns a text as one line of the length that is allowed, or null if it is blank: it must not cost the event. */
    private static @Nullable String line(String text, EventProperties.Key key) {
        String line = text.strip().replaceAll("[\\s\\p{C}\\p{Zl}\\p{Zp}]+", " ");
        return line.isEmpty() ? null : line.substring(0, Math.min(line.length(), key.maxLength()));
    }

    private static @Nullable String valueOf(@Nullable Label label) {
        return label == null ? null : line(label.value(), EventProperties.Key.LABEL);
    }

    private static @Nullable String valueOf(@Nullable Description description) {
        return description == null ? null : line(description.value(), EventProperties.Key.DESCRIPTION);
    }

    private static @Nullable String valueOf(@Nullable Unit unit) {
        return unit == null ? null : line(unit.value(), EventProperties.Key.UNIT);
    }

    /** Adds the label and the description of a method to properties. */
    static EventProperties described(EventProperties properties, AnnotatedElement method) {
        String label = valueOf(method.getAnnotation(Label.class));
        String description = valueOf(method.getAnnotation(Description.class));
        EventProperties labelled = label == null ? properties : properties.with(EventProperties.Key.LABEL, label);
        return description == null ? labelled : labelled.with(EventProperties.Key.DESCRIPTION, description);
    }

    private static String nameOf(Parameter parameter) {
        if (parameter.isAnnotationPresent(AsyncId.class)) {
            return ASYNC_ID;
        }
        if (parameter.isAnnotationPresent(FlowId.class)) {
            return FLOW_ID;
        }
        Name name = parameter.getAnnotation(Name.class);
        if (name == null && !parameter.isNamePresent()) {
            throw new InvalidSchemaException("its parameters have no names in the class file: compile with -parameters"
                    + " (Maven: <parameters>true</parameters>; Kotlin: -java-parameters), or annotate each with @Name");
        }
        return EventNames.lenient(name == null ? parameter.getName() : name.value());
    }

    private void addField(String name, Parameter parameter) {
        Class<?> type = parameter.getType();
        FixedLength fixed = parameter.getAnnotation(FixedLength.class);
        Decimals decimals = parameter.getAnnotation(Decimals.class);
        boolean hex = parameter.isAnnotationPresent(Hex.class);
        boolean text = CharSequence.class.isAssignableFrom(type);
        if (isId(name, parameter)) {
            schema.field(name, FieldType.U64);
        } else if (fixed != null && text) {
            schema.chars(name, fixed.value());
        } else if (fixed != null) {
            throw new InvalidSchemaException("field " + name + " has a fixed length, but is no text");
        } else if (decimals != null) {
            boolean unsigned = parameter.isAnnotationPresent(Unsigned.class);
            schema.fixedPoint(name, integer(name, type, unsigned), decimals.value());
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

    private static boolean isId(String name, Parameter parameter) {
        boolean id = parameter.isAnnotationPresent(AsyncId.class) || parameter.isAnnotationPresent(FlowId.class);
        if (id && parameter.getType() != long.class) {
            throw new InvalidSchemaException("the parameter for " + name + " is of type "
                    + parameter.getType().getName() + ": an id is a long");
        }
        return id;
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
