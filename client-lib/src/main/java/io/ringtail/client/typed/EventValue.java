package io.ringtail.client.typed;

/**
 * Where the value of an event's field comes from when its method is called.
 *
 * @param source the kind of place
 * @param argument the number of the argument, if it is one
 * @param type the value's type
 */
public record EventValue(Source source, int argument, Class<?> type) {
    /** A kind of place. */
    public enum Source {
        /** An argument of the method. */
        ARGUMENT,
        /** The id of the current trace. */
        TRACE_ID,
        /** The id of the current span of that trace. */
        SPAN_ID,
        /** The current thread's id in its JVM. */
        JAVA_TID,
        /** The current thread's name. */
        JAVA_THREAD,
        /** The callers. */
        STACK
    }

    static EventValue argument(int number, Class<?> type) {
        return new EventValue(Source.ARGUMENT, number, type);
    }

    static EventValue number(Source source) {
        return new EventValue(source, -1, long.class);
    }

    static EventValue text(Source source) {
        return new EventValue(source, -1, String.class);
    }
}
