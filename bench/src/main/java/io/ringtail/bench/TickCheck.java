package io.ringtail.bench;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.FormatField;
import io.ringtail.proto.event.InvalidFormatException;
import io.ringtail.proto.page.PageIterator;
import io.ringtail.proto.stream.FrameAdapter;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * The events of {@code ringtail load} that a stream delivers, each checked: that its bytes belong together, that each
 * CPU's time advances, and that each thread's numbers ascend on each CPU and come once. Thread-safe.
 */
final class TickCheck extends FrameAdapter {
    private static final int TID_OFFSET = 4;

    private final int noteLength;
    private final Map<String, Integer> offsets = new HashMap<>();
    private final Map<Integer, Long> times = new HashMap<>();
    private final Map<Long, Long> lastSeq = new HashMap<>();
    private final Map<Integer, BitSet> seen = new HashMap<>();
    private final PageIterator events = new PageIterator();
    private int tickId = -1;
    private int lostId = -1;
    private long delivered;
    private long lost;
    private long torn;
    private long backwards;
    private long repeated;

    TickCheck(int noteLength) {
        this.noteLength = noteLength;
    }

    @Override
    public synchronized void onFormat(int eventId, String system, String format) {
        try {
            EventFormat parsed = EventFormat.parse(format);
            if (system.equals("load") && parsed.name().equals("tick")) {
                tickId = eventId;
                for (FormatField field : parsed.fields()) {
                    offsets.put(field.name(), field.offset());
                }
            } else if (system.equals("ringtail") && parsed.name().equals("lost")) {
                lostId = eventId;
            }
        } catch (InvalidFormatException e) {
            torn++;
        }
    }

    @Override
    public synchronized void onPage(
            int cpu, long subbuf, int startOffset, int endOffset, ByteBuffer buffer, int offset, int length) {
        events.wrap(buffer, offset, length);
        torn += events.lostEvents() < 0 ? 1 : 0;
        lost += Math.max(0, events.lostEvents());
        while (events.next()) {
            delivered++;
            Long before = times.put(cpu, events.timestamp());
            backwards += before != null && before > events.timestamp() ? 1 : 0;
            event(cpu, buffer, events.payloadOffset());
        }
        torn += events.damaged() ? 1 : 0;
    }

    private void event(int cpu, ByteBuffer page, int at) {
        int id = Short.toUnsignedInt(page.getShort(at));
        if (id == tickId && isWhole(page, at)) {
            int tid = page.getInt(at + TID_OFFSET);
            long seq = page.getLong(at + offset("seq"));
            Long before = lastSeq.put((long) tid << Integer.SIZE | cpu, seq);
            backwards += before != null && before > seq ? 1 : 0;
            BitSet numbers = seen.computeIfAbsent(tid, first -> new BitSet());
            repeated += numbers.get((int) seq) ? 1 : 0;
            numbers.set((int) seq);
        } else {
            torn += id == lostId ? 0 : 1;
        }
    }

    private boolean isWhole(ByteBuffer page, int at) {
        int note = page.getInt(at + offset("note"));
        int from = at + (note & 0xffff);
        boolean whole = note >>> Short.SIZE == noteLength + 1
                && from + noteLength < at + events.payloadLength()
                && page.getLong(at + offset("seq")) >>> (Integer.SIZE - 1) == 0;
        for (int i = 0; whole && i < noteLength; i++) {
            whole = page.get(from + i) == 'x';
        }
        return whole;
    }

    private int offset(String field) {
        return offsets.getOrDefault(field, 0);
    }

    /** Returns the events that were delivered, and those that were reported as lost. */
    synchronized long accounted() {
        return delivered + lost;
    }

    /** Adds everything to the counts of a test. */
    synchronized void addTo(OrderingCounts counts) {
        counts.add("delivered", delivered);
        counts.add("reported as lost", lost);
        counts.forbid("torn", torn);
        counts.forbid("out of order", backwards);
        counts.forbid("delivered twice", repeated);
    }
}
