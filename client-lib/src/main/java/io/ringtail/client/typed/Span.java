package io.ringtail.client.typed;

/**
 * A span that has begun, for a try-with-resources statement: closing it writes its end.
 *
 * <p>Spans of a thread nest. A tool pairs each {@code NAME_end} with the thread's last open {@code NAME_begin}; if one
 * of the two was lost, it shows the other alone. Close a span once, on the thread that began it; one that has an {@link
 * AsyncId} may be closed on any thread, and is paired by that id.
 *
 * <p>A method may return an interface of the application's that extends this one. Each of its methods with one parameter,
 * which returns the interface or nothing, sets a field of the end: a text as it is then; a field that is not set is zero,
 * or empty. The object is used again after the span is closed: do not keep it.
 */
public interface Span extends AutoCloseable {
    /** Ends the span; never throws. */
    @Override
    void close();
}
