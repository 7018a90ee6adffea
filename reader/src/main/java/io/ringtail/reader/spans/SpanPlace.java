package io.ringtail.reader.spans;

import io.ringtail.reader.EventView;

/**
 * Whatever has spans that nest: a thread, a thread of a JVM, or one asynchronous span.
 *
 * @param pid the process, or the thread where its process is unknown; 0 for a thread's own place
 * @param name {@link #JAVA_THREADS}, or the name of an asynchronous span; empty for a thread's own place
 * @param id the id of the thread, of the JVM's thread, or of the asynchronous span
 */
public record SpanPlace(int pid, String name, long id) {
    /** The name of the places of a JVM's threads. */
    public static final String JAVA_THREADS = "java threads";

    /** The place of a thread's spans. */
    public static SpanPlace thread(int tid) {
        return new SpanPlace(0, "", tid);
    }

    /** The place of an event's span. */
    public static SpanPlace of(EventView event, EventShape shape) {
        int pid = event.pid() == 0 ? event.tid() : event.pid();
        if (shape.asyncId() >= 0) {
            return new SpanPlace(pid, shape.name(), event.number(shape.asyncId()));
        }
        return shape.javaTid() >= 0
                ? new SpanPlace(pid, JAVA_THREADS, event.number(shape.javaTid()))
                : thread(event.tid());
    }

    /** Whether this is a thread's own place. */
    public boolean isThread() {
        return name.isEmpty();
    }
}
