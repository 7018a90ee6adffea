package io.ringtail.reader.tracedat;

import io.ringtail.reader.filter.Selection;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * A part of files' events.
 *
 * @param selection the events
 * @param cpus the CPUs; null for all
 * @param from the time of the first event, in the times that the first file shows
 * @param to the time after the last event; {@link Long#MAX_VALUE} for the end of the files
 * @param buffer the buffer's name; null for all
 */
public record TracePart(
        Selection selection,
        @Nullable BitSet cpus,
        long from,
        long to,
        @Nullable String buffer) {
    /** All events. */
    public static final TracePart ALL = new TracePart(Selection.ALL, null, Long.MIN_VALUE, Long.MAX_VALUE, null);
}
