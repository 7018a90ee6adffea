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
 * @param schema the event that a call writes; null if it cannot be written, or is not this method's, or of a {@link
 *     Kind#DURATION}, which writes none
 * @param values the values of a call: of the schema's fields in their order, or those that the end of a {@link
 *     Kind#DURATION} needs
 * @param end what closing the span writes; null if the method returns none
 * @param stackDepth the maximum number of callers in the event; 0 if it has no stack
 * @param every of how many calls one writes its event, on average
 * @param problem why it cannot be written; null if it can
 */
public record EventMethod(
        Method method,
        Kind kind,
        String name,
        @Nullable EventSchema schema,
        List<EventValue> values,
        @Nullable SpanEnd end,
        int stackDepth,
        int every,
        @Nullable String problem) {
    /** What a provider's method does. */
    public enum Kind {
        /** Writes an event. */
        EVENT,
        /** Writes the event that begins a span, and returns the span. */
        SPAN,
        /** Writes nothing; returns a span whose end writes an event. */
        DURATION,
        /** Writes nothing; returns whether the event of another method is enabled. */
        QUERY
    }

    /** Returns a method that writes nothing. */
    static EventMethod invalid(Method method, Kind kind, String name, @Nullable String problem) {
        return new EventMethod(method, kind, name, null, List.of(), null, 0, 1, problem);
    }

    /** Returns the fields of the event that a call writes. */
    List<Field> fields() {
        return schema == null ? List.of() : schema.fields();
    }

    /** Returns whether a call returns a span, even if its event cannot be written. */
    public boolean returnsSpan() {
        return method.getReturnType().isInterface() && Span.class.isAssignableFrom(method.getReturnType());
    }

    /**
     * Returns whether a call returns a span of its own, which keeps values; otherwise one object stands for all spans,
     * since closing it always does the same.
     */
    public boolean keepsSpan() {
        return returnsSpan() && (end == null ? method.getReturnType() != Span.class : !end.isPlain() || every > 1);
    }

    /**
     * Returns whether the event's payload can be stored directly in a ring: all its code is known, and a text that does
     * not fit is recognised beforehand.
     */
    boolean isDirect() {
        boolean direct = schema != null;
        for (int i = 0; direct && i < values.size(); i++) {
            Class<?> type = values.get(i).type();
            direct = fields().get(i).type() != FieldType.CHARS
                    && (type.isPrimitive() || type == String.class || type.isEnum());
        }
        return direct;
    }
}
