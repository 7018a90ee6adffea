package io.ringtail.system;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.FormatField;
import io.ringtail.proto.event.InvalidFormatException;
import io.ringtail.proto.page.PageHeader;
import io.ringtail.proto.page.PageIterator;
import io.ringtail.proto.stream.FrameAdapter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The events of {@link CountingApplication} that a reader of {@code /stream} received, each checked: that its bytes
 * belong together, that each CPU's time advances, and what {@link CountedThread} checks. A second stream of the same
 * rings resumes where the first one ended: repeated events are counted, but not checked. Events of other types, once the
 * stream has described them, are counted only. Thread-safe.
 */
final class StreamCheck extends FrameAdapter {
    private final Map<Long, CountedThread> threads = new TreeMap<>();
    private final Map<Integer, Place> places = new HashMap<>();
    private final Map<String, FormatField> fields = new HashMap<>();
    private final PageIterator events = new PageIterator();
    private final Set<Integer> otherIds = new HashSet<>();
    private final Map<Integer, Long> accountedByCpu = new TreeMap<>();
    private final boolean complete;
    private int stepId = -1;
    private int lostId = -1;
    private long others;
    private long counted;
    private long repaired;
    private long lost;

    /** Checks a stream of all events of each thread. */
    StreamCheck() {
        this(true);
    }

    /**
     * Checks a stream.
     *
     * @param complete whether it has all events of each thread; if not, its threads are not followed
     */
    StreamCheck(boolean complete) {
        this.complete = complete;
    }

    /** The progress of a CPU's events. */
    private static final class Place {
        private long subbuf = -1;
        private int offset;
        private long time;
    }

    /** Begins a new stream. */
    synchronized void begin() {
        counted = 0;
        repaired = 0;
        lost = 0;
        others = 0;
        accountedByCpu.clear();
    }

    @Override
    public synchronized void onFormat(int eventId, String system, String format) {
        try {
            EventFormat parsed = EventFormat.parse(format);
            if (system.equals("ringtail") && parsed.name().equals("lost")) {
                lostId = eventId;
            } else if (system.equals("count") && parsed.name().equals("step")) {
                stepId = eventId;
                parsed.fields().forEach(field -> fields.put(field.name(), field));
            } else {
                otherIds.add(eventId);
            }
        } catch (InvalidFormatException e) {
            throw new AssertionError(format, e);
        }
    }

    @Override
    public synchronized void onPage(
            int cpu, long subbuf, int startOffset, int endOffset, ByteBuffer buffer, int offset, int length) {
        events.wrap(buffer, offset, length);
        if (events.lostEvents() < 0) {
            throw new AssertionError("CPU " + cpu + " has lost nobody knows how much");
        }
        lost += events.lostEvents();
        accountedByCpu.merge(cpu, events.lostEvents(), Long::sum);
        Place place = places.computeIfAbsent(cpu, first -> new Place());
        boolean again = subbuf < place.subbuf;
        while (events.next()) {
            int behind = startOffset + events.position() - offset - PageHeader.LENGTH;
            boolean isNew = !again && (subbuf > place.subbuf || behind > place.offset);
            event(cpu, buffer, isNew);
            accountedByCpu.merge(cpu, 1L, Long::sum);
            if (isNew) {
                inTime(cpu, place);
                place.subbuf = subbuf;
                place.offset = behind;
            }
        }
        if (events.damaged()) {
            throw new AssertionError("CPU " + cpu + " has a damaged page of sub-buffer " + subbuf);
        }
    }

    private void inTime(int cpu, Place place) {
        if (events.timestamp() < place.time) {
            throw new AssertionError(
                    "CPU " + cpu + ": time goes back from " + place.time + " to " + events.timestamp());
        }
        place.time = events.timestamp();
    }

    private void event(int cpu, ByteBuffer page, boolean isNew) {
        int at = events.payloadOffset();
        int id = Short.toUnsignedInt(page.getShort(at));
        if (id == lostId) {
            repaired++;
            return;
        }
        if (otherIds.contains(id)) {
            counted++;
            others++;
            return;
        }
        if (id != stepId) {
            throw new AssertionError("CPU " + cpu + " has an event with id " + id);
        }
        counted++;
        if (isNew) {
            step(cpu, page, at);
        }
    }

    private void step(int cpu, ByteBuffer page, int at) {
        long seq = page.getLong(at + offset("seq"));
        long number = page.getInt(at + offset("thread"));
        int note = page.getInt(at + offset("note"));
        byte[] text = new byte[(note >>> Short.SIZE) - 1];
        page.get(at + (note & 0xffff), text);
        if (page.getLong(at + offset("check")) != CountingApplication.check(seq, number)
                || !new String(text, StandardCharsets.UTF_8).equals(CountingApplication.note(seq))) {
            throw new AssertionError("torn: CPU " + cpu + ", thread " + number + ", event " + seq);
        }
        if (complete) {
            threads.computeIfAbsent(number, first -> new CountedThread()).add(cpu, seq, events.timestamp());
        }
    }

    private int offset(String name) {
        FormatField field = fields.get(name);
        if (field == null) {
            throw new AssertionError(name + " is not among " + fields.keySet());
        }
        return field.offset();
    }

    /** Events of this stream, including those of the repair. */
    synchronized long events() {
        return counted + repaired;
    }

    /** Events of this stream, and those it has reported as lost. */
    synchronized long accounted() {
        return counted + repaired + lost;
    }

    /** Events of this stream, and those it has reported as lost, by the CPU of their ring. */
    synchronized Map<Integer, Long> accountedByCpu() {
        return new TreeMap<>(accountedByCpu);
    }

    /** Events of this stream that are of other types. */
    synchronized long others() {
        return others;
    }

    /** Events of this stream that replace one a killed thread was writing. */
    synchronized long repaired() {
        return repaired;
    }

    /** Events that this stream has reported as lost. */
    synchronized long lost() {
        return lost;
    }

    /** The number of events received from a thread. */
    synchronized long eventsOf(long thread) {
        CountedThread counter = threads.get(thread);
        return counter == null ? 0 : counter.count();
    }

    /** The number of threads whose events have been received. */
    synchronized int writers() {
        return threads.size();
    }

    /** The number of events missing although later ones of their threads have been received. */
    synchronized long gaps() {
        return threads.values().stream().mapToLong(CountedThread::gaps).sum();
    }
}
