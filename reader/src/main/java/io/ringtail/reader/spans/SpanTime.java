package io.ringtail.reader.spans;

/**
 * A span that has ended.
 *
 * @param place where it lies
 * @param category the system of its events
 * @param beginNs when it began, in ns of the trace's clock
 * @param endNs when it ended
 * @param selfNs its time without the spans of its place inside it, ns
 * @param offCpuNs the time that its thread did not run, ns; {@link #UNKNOWN} if that is not known
 */
public record SpanTime(
        SpanPlace place, String category, String name, long beginNs, long endNs, long selfNs, long offCpuNs) {
    /** The time that a thread did not run, of a span that is no thread's, or without the kernel's events. */
    public static final long UNKNOWN = -1;

    /** Its length in ns. */
    public long ns() {
        return endNs - beginNs;
    }
}
