package io.ringtail.reader.tracedat;

import io.ringtail.reader.format.EventDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * All events of a file, or of one of its buffers, in time order; of simultaneous events, that of the earlier buffer and
 * of the lower CPU comes first.
 */
public final class TraceEvents {
    private final PriorityQueue<CpuCursor> order = new PriorityQueue<>();
    private final List<CpuCursor> ended = new ArrayList<>();
    private final List<String> buffers;
    private @Nullable CpuCursor first;
    private int buffer;

    /**
     * Creates an iteration over several CPUs.
     *
     * @param buffers the names of the buffers that the cursors number; a sink assumes that the first event is of an
     *     unnamed one
     */
    TraceEvents(List<CpuCursor> cursors, List<String> buffers) throws TraceDatException {
        this.buffers = buffers;
        this.buffer = buffers.indexOf("");
        for (CpuCursor cursor : cursors) {
            (cursor.next() ? order : ended).add(cursor);
        }
        first = order.poll();
    }

    /**
     * Decodes the next event, and the loss before it; at the end of the file, the loss after each CPU's last event.
     *
     * @return false at the end of the file
     */
    public boolean next(EventDecoder decoder) throws TraceDatException {
        CpuCursor at = first;
        if (at == null) {
            decoder.flush();
            ended.forEach(cursor -> atEnd(cursor, decoder));
            ended.clear();
            return false;
        }
        enter(at, decoder);
        loss(at, decoder);
        decoder.event(at.page(), at.payloadOffset(), at.payloadLength(), at.timestamp(), at.cpu());
        first = following(at);
        return true;
    }

    /** Returns the cursor at the next event, for whoever takes events as they are stored; null at the end. */
    @Nullable
    CpuCursor current() {
        return first;
    }

    /** Moves to the event after the current one. */
    void advance() throws TraceDatException {
        CpuCursor at = first;
        if (at != null) {
            first = following(at);
        }
    }

    /** Returns the cursors at their ends, which may have a loss after the last event. */
    List<CpuCursor> ended() {
        return ended;
    }

    /** Returns the cursor at the next event of all CPUs: the same one, as long as no other CPU has an earlier event. */
    private @Nullable CpuCursor following(CpuCursor delivered) throws TraceDatException {
        if (!delivered.next()) {
            ended.add(delivered);
            return order.poll();
        }
        CpuCursor other = order.peek();
        if (other == null || delivered.compareTo(other) < 0) {
            return delivered;
        }
        order.add(delivered);
        return order.poll();
    }

    private void atEnd(CpuCursor at, EventDecoder decoder) {
        if (at.lost() != 0) {
            enter(at, decoder);
            loss(at, decoder);
        }
    }

    private void enter(CpuCursor at, EventDecoder decoder) {
        if (at.buffer() != buffer) {
            buffer = at.buffer();
            decoder.onBuffer(buffers.get(buffer));
        }
    }

    private static void loss(CpuCursor at, EventDecoder decoder) {
        if (at.lost() != 0) {
            decoder.onLost(at.cpu(), at.lost());
        }
    }
}
