package io.ringtail.client.typed;

/**
 * A span that has begun, for a try-with-resources statement: closing it writes its end.
 *
 * <p>Spans of a thread nest. A tool pairs each {@code NAME_end} with the thread's last open {@code NAME_begin}; if one
 * of the two was lost, it shows the other alone. Close a span once, on the thread that began it.
 */
public interface Span extends AutoCloseable {
    /** Ends the span; never throws. */
    @Override
    void close();
}
