package io.ringtail.reader.tracedat;

import io.ringtail.proto.page.CommonFields;
import io.ringtail.reader.tracedat.MergedTypes.Types;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** The events of one of the merged files, in the merged file's times, ids and buffers. */
final class MergeCursor {
    private final TraceEvents events;
    private final Types types;
    private final int[] buffers;
    private final long shift;
    private final int machine;
    private final ByteBuffer payload;
    private final @Nullable EventChoice choice;

    /**
     * Creates a cursor at the first event.
     *
     * @param buffers the indices of the file's buffers in the merged file
     * @param shift what is added to the times
     * @param machine the number of the machine, by which its thread ids differ
     * @param choice the events that are copied, and the CPUs whose losses are; null for all
     */
    MergeCursor(
            TraceEvents events,
            Types types,
            int[] buffers,
            long shift,
            int machine,
            int pageSize,
            @Nullable EventChoice choice) {
        this.events = events;
        this.types = types;
        this.buffers = buffers;
        this.shift = shift;
        this.machine = machine;
        this.choice = choice;
        this.payload = ByteBuffer.allocate(pageSize).order(ByteOrder.LITTLE_ENDIAN);
    }

    boolean atEnd() {
        return events.current() == null;
    }

    /** The current event's time; the largest number at the end. */
    long timestamp() {
        CpuCursor at = events.current();
        return at == null ? Long.MAX_VALUE : at.timestamp() + shift;
    }

    /** Copies the current event, and the loss before it, and moves to the next; at the end, the losses there. */
    void copy(EventTarget target) throws TraceDatException, IOException {
        CpuCursor at = events.current();
        if (at == null) {
            return;
        }
        lose(at, target);
        if (choice == null || (choice.hasCpu(at.cpu()) && choice.has(at))) {
            int length = at.payloadLength();
            payload.put(0, at.page(), at.payloadOffset(), length);
            if (length >= CommonFields.LENGTH) {
                translate(length);
            }
            target.add(buffers[at.buffer()], at.cpu(), timestamp(), payload, 0, length);
        }
        events.advance();
        if (atEnd()) {
            for (CpuCursor ended : events.ended()) {
                lose(ended, target);
            }
        }
    }

    private void lose(CpuCursor at, EventTarget target) throws IOException {
        if (choice == null || choice.hasCpu(at.cpu())) {
            target.lose(buffers[at.buffer()], at.cpu(), at.lost());
        }
    }

    /** Moves to the next event, and leaves this one out with the loss before it. */
    void skip() throws TraceDatException {
        events.advance();
    }

    private void translate(int length) throws TraceDatException {
        int id = CommonFields.type(payload, 0);
        payload.putShort(CommonFields.TYPE_OFFSET, (short) types.id(id));
        if (machine > 0) {
            translate(CommonFields.PID_OFFSET, length);
            for (int offset : types.threadIds(id)) {
                translate(offset, length);
            }
        }
    }

    private void translate(int offset, int length) {
        if (offset <= length - Integer.BYTES) {
            payload.putInt(offset, MergedThreads.id(payload.getInt(offset), machine));
        }
    }
}
