package io.ringtail.client.typed;

import io.ringtail.proto.event.EventSchema;
import io.ringtail.proto.event.Field;
import io.ringtail.proto.event.FieldType;
import java.lang.reflect.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event that a provider's method writes, or asks for.
 *
 * @param method the method
 * @param kind what the method does beside writing the event
 * @param name the event's name; of a {@link Kind#QUERY}, the name of the event's method
 * @param schema the event; null if it cannot be written, or is not this method's
 * @param problem why it cannot be written; null if it can
 */
public record EventMethod(
        Method method,
        Kind kind,
        String name,
        @Nullable EventSchema schema,
        @Nullable String problem) {
    /** What a provider's method does. */
    public enum Kind {
        /** Writes an event. */
        EVENT,
        /** Writes the event that begins a span, and returns the span. */
        SPAN,
        /** Writes nothing; returns whether the event of another method is enabled. */
        QUERY
    }

    /** Returns the fields, in the order of the method's parameters. */
    List<Field> fields() {
        return schema == null ? List.of() : schema.fields();
    }

    /**
     * Returns whether the event's payload can be stored directly in a ring: all its code is known, and a text that does
     * not fit is recognised beforehand.
     */
    boolean isDirect() {
        Class<?>[] parameters = method.getParameterTypes();
        boolean direct = schema != null;
        for (int i = 0; direct && i < parameters.length; i++) {
            direct = fields().get(i).type() != FieldType.CHARS
                    && (parameters[i].isPrimitive() || parameters[i] == String.class || parameters[i].isEnum());
        }
        return direct;
    }
}
