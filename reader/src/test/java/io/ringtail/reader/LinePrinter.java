package io.ringtail.reader;

import io.ringtail.reader.format.EventCatalog;
import io.ringtail.reader.format.EventDecoder;
import io.ringtail.reader.text.EventPrinter;
import io.ringtail.reader.text.JsonPrinter;
import java.nio.ByteBuffer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** A decoder and a printer in one, for tests that look at lines. */
public final class LinePrinter {
    private final StringBuilder lines = new StringBuilder();
    private final EventDecoder decoder;

    private LinePrinter(
            EventCatalog catalog,
            IntFunction<@Nullable String> comms,
            IntUnaryOperator pids,
            Function<StringBuilder, EventSink> printer) {
        decoder = new EventDecoder(catalog, comms, pids, printer.apply(lines));
    }

    public static LinePrinter text(EventCatalog catalog, IntFunction<@Nullable String> comms) {
        return new LinePrinter(catalog, comms, tid -> 0, EventPrinter::new);
    }

    public static LinePrinter withProcesses(
            EventCatalog catalog, IntFunction<@Nullable String> comms, IntUnaryOperator pids) {
        return new LinePrinter(catalog, comms, pids, EventPrinter::withProcesses);
    }

    public static LinePrinter json(EventCatalog catalog, IntFunction<@Nullable String> comms) {
        return json(catalog, comms, tid -> 0);
    }

    public static LinePrinter json(EventCatalog catalog, IntFunction<@Nullable String> comms, IntUnaryOperator pids) {
        return new LinePrinter(catalog, comms, pids, JsonPrinter::new);
    }

    /** Adds an event's line. */
    public void event(
            ByteBuffer page, int payloadOffset, int payloadLength, long timestampNs, int cpu, StringBuilder out) {
        decoder.event(page, payloadOffset, payloadLength, timestampNs, cpu);
        move(out);
    }

    /** Adds a loss's line. */
    public void lost(int cpu, long lost, StringBuilder out) {
        decoder.onLost(cpu, lost);
        move(out);
    }

    /** Adds a late event's line. */
    public void late(int cpu, long byNs, StringBuilder out) {
        decoder.onLate(cpu, byNs);
        move(out);
    }

    private void move(StringBuilder out) {
        out.append(lines);
        lines.setLength(0);
    }
}
