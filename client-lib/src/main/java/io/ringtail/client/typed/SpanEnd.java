package io.ringtail.client.typed;

import io.ringtail.proto.event.EventSchema;
import java.lang.reflect.Method;
import java.util.List;

/**
 * The event that closing a span writes.
 *
 * @param schema the event
 * @param type what the method returns: {@link Span}, or an interface that extends it
 * @param kept the values that the span keeps from its begin
 * @param setters the methods of {@code type} that set fields
 * @param anyThread whether a thread other than the one that began the span may end it
 * @param duration whether the first field is the time since the begin, in ns
 * @param thresholdNs the least duration that is written, in ns
 * @param stackDepth the maximum number of callers in the last field; 0 if it is no stack
 */
public record SpanEnd(
        EventSchema schema,
        Class<?> type,
        List<Kept> kept,
        List<Setter> setters,
        boolean anyThread,
        boolean duration,
        long thresholdNs,
        int stackDepth) {
    /**
     * A value that the span keeps.
     *
     * @param value its number among the values of the method's call
     * @param field the number of its field
     */
    public record Kept(int value, int field) {}

    /**
     * A method that sets a field.
     *
     * @param method takes the value
     * @param field the number of the field
     */
    public record Setter(Method method, int field) {}

    /** Returns whether the span keeps nothing, so that one object can stand for all spans of this kind. */
    public boolean isPlain() {
        return schema.fields().isEmpty() && !anyThread && type == Span.class;
    }
}
