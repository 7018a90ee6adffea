package io.ringtail.cli;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.InvalidFormatException;
import io.ringtail.proto.page.CommonFields;
import io.ringtail.proto.page.PageIterator;
import io.ringtail.proto.stream.EndReason;
import io.ringtail.proto.stream.FrameListener;
import io.ringtail.proto.stream.StreamHeader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.collections.Int2IntHashMap;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts a stream's events by type and process, in any order of CPUs. It reads only an event's common fields, and keeps
 * no page. One thread reads the stream, another takes the counts.
 */
final class EventCounts implements FrameListener {
    /** The events of further pairs of a type and a process are counted as those of an unknown one. */
    private static final int MOST_PAIRS = 1 << 16;
    /** The kernel's limit of thread ids: no more are known at a time. */
    private static final int MOST_THREADS = 1 << 22;

    private static final int UNKNOWN_PROCESS = 0;
    private static final int UNKNOWN_TYPE = 0;

    private final Map<Integer, String> types = new HashMap<>();
    private final Map<Integer, String> processes = new HashMap<>();
    private final Int2IntHashMap pids = new Int2IntHashMap(UNKNOWN_PROCESS);
    private final PageIterator events = new PageIterator();
    private Long2ObjectHashMap<Count> counts = new Long2ObjectHashMap<>();
    private Totals interval = new Totals();
    private long lostInAll;
    private long sinceNs;

    /** The events of one type and process. */
    private static final class Count {
        private long events;
        private long bytes;
    }

    /** What an interval has lost. */
    private static final class Totals {
        private long lost;
        private boolean lostUnknown;
    }

    /**
     * The events of a type that threads of a process wrote.
     *
     * @param event SYSTEM:NAME
     * @param pid 0 if unknown
     * @param process the name of the process's first thread; null if unknown
     * @param bytes of their payloads
     */
    record Row(String event, int pid, @Nullable String process, long events, long bytes) {}

    /**
     * The events that arrived in an interval.
     *
     * @param ns its length
     * @param lost events lost to this reader
     * @param lostUnknown whether more were lost, of unknown number
     * @param lostInAll events lost since the beginning
     */
    record Interval(long ns, long lost, boolean lostUnknown, long lostInAll, List<Row> rows) {
        /** No events, in no time. */
        static final Interval NONE = new Interval(0, 0, false, 0, List.of());

        long events() {
            return rows.stream().mapToLong(Row::events).sum();
        }

        long bytes() {
            return rows.stream().mapToLong(Row::bytes).sum();
        }

        /** The number of lost events; with a plus if there were more. */
        String lostText() {
            return lostUnknown ? lost + "+" : Long.toString(lost);
        }
    }

    EventCounts(long nowNs) {
        this.sinceNs = nowNs;
    }

    /** Returns the counts since the last call, and begins a new interval. */
    synchronized Interval take(long nowNs) {
        List<Row> rows = new ArrayList<>(counts.size());
        counts.forEach((key, count) -> {
            int type = (int) (key >>> Integer.SIZE);
            int pid = key.intValue();
            rows.add(new Row(
                    types.getOrDefault(type, "unknown:" + type), pid, processes.get(pid), count.events, count.bytes));
        });
        Interval taken = new Interval(nowNs - sinceNs, interval.lost, interval.lostUnknown, lostInAll, rows);
        counts = new Long2ObjectHashMap<>();
        interval = new Totals();
        sinceNs = nowNs;
        return taken;
    }

    @Override
    public synchronized void onHello(StreamHeader hello) {}

    @Override
    public synchronized void onFormat(int eventId, String system, String format) {
        try {
            types.put(eventId, system + ':' + EventFormat.parse(format).name());
        } catch (InvalidFormatException unreadable) {
            // The type is shown by its number.
        }
    }

    @Override
    public synchronized void onCmdline(int tid, int pid, String name) {
        if (pid > UNKNOWN_PROCESS && (pids.size() < MOST_THREADS || pids.containsKey(tid))) {
            pids.put(tid, pid);
            if (tid == pid) {
                processes.put(pid, name);
            }
        }
    }

    @Override
    public synchronized void onPage(
            int cpu, long subbuf, int startOffset, int endOffset, ByteBuffer buffer, int offset, int length) {
        events.wrap(buffer, offset, length);
        lose(events.lostEvents());
        while (events.next()) {
            int payload = events.payloadOffset();
            if (events.payloadLength() >= CommonFields.LENGTH) {
                count(CommonFields.type(buffer, payload), pids.get(CommonFields.pid(buffer, payload)));
            } else {
                count(UNKNOWN_TYPE, UNKNOWN_PROCESS);
            }
        }
        interval.lostUnknown |= events.damaged();
    }

    private void count(int type, int pid) {
        Count count = counts.get((long) type << Integer.SIZE | pid);
        if (count == null) {
            long key = counts.size() < MOST_PAIRS ? (long) type << Integer.SIZE | pid : UNKNOWN_TYPE;
            count = counts.computeIfAbsent(key, first -> new Count());
        }
        count.events++;
        count.bytes += events.payloadLength();
    }

    private void lose(long lost) {
        interval.lost += Math.max(0, lost);
        lostInAll += Math.max(0, lost);
        interval.lostUnknown |= lost < 0;
    }

    @Override
    public synchronized void onCpu(int cpu, boolean online) {}

    @Override
    public synchronized void onWatermark(int cpu, long timeNs) {}

    @Override
    public synchronized void onAlive() {}

    @Override
    public synchronized void onEnd(EndReason reason, String detail) {}
}
