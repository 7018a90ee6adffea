package io.ringtail.reader.tracedat;

import io.ringtail.reader.text.EventFormatter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Passes all events of a file to a formatter in time order; of simultaneous events, that of the lower CPU comes first.
 */
public final class TraceReport {
    private static final Comparator<CpuCursor> ORDER =
            Comparator.comparingLong(CpuCursor::timestamp).thenComparingInt(CpuCursor::cpu);

    private final TraceDatReader file;
    private final EventFormatter formatter;

    /** Receives the lines. */
    @FunctionalInterface
    public interface Lines {
        /** Receives the lines, which are cleared afterwards. */
        void accept(StringBuilder lines) throws IOException;
    }

    /** Creates a report of a file, with each event and loss as the formatter writes it. */
    public TraceReport(TraceDatReader file, EventFormatter formatter) {
        this.file = file;
        this.formatter = formatter;
    }

    /**
     * Writes the report.
     *
     * @param enough the number of characters to gather before they are passed on
     */
    public void write(Lines lines, int enough) throws TraceDatException, IOException {
        StringBuilder out = new StringBuilder(2 * enough);
        PriorityQueue<CpuCursor> order = new PriorityQueue<>(ORDER);
        List<CpuCursor> ended = new ArrayList<>();
        for (CpuCursor cursor : file.cursors()) {
            (cursor.next() ? order : ended).add(cursor);
        }
        for (CpuCursor first = order.poll(); first != null; ) {
            event(first, out);
            first = following(first, order, ended);
            if (out.length() >= enough) {
                pass(out, lines);
            }
        }
        ended.forEach(cursor -> loss(cursor, out));
        pass(out, lines);
    }

    /** Returns the cursor at the next event of all CPUs: the same one, as long as no other CPU has an earlier event. */
    private static @Nullable CpuCursor following(CpuCursor told, PriorityQueue<CpuCursor> order, List<CpuCursor> ended)
            throws TraceDatException, IOException {
        if (!told.next()) {
            ended.add(told);
            return order.poll();
        }
        CpuCursor other = order.peek();
        if (other == null || ORDER.compare(told, other) < 0) {
            return told;
        }
        order.add(told);
        return order.poll();
    }

    private static void pass(StringBuilder out, Lines lines) throws IOException {
        lines.accept(out);
        out.setLength(0);
    }

    private void event(CpuCursor at, StringBuilder out) {
        loss(at, out);
        formatter.event(
                at.page(), at.event().payloadOffset(), at.event().payloadLength(), at.timestamp(), at.cpu(), out);
    }

    private void loss(CpuCursor at, StringBuilder out) {
        if (at.lost() != 0) {
            formatter.lost(at.cpu(), at.lost(), out);
        }
    }
}
