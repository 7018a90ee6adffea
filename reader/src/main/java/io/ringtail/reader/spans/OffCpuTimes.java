package io.ringtail.reader.spans;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.reader.EventView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How long each thread has not run, by the kernel's {@code sched_switch} of all CPUs. Not thread-safe. */
final class OffCpuTimes {
    /** Of more threads, the ones that were there first are forgotten. */
    private static final int MOST_THREADS = 1 << 16;

    private final Map<Integer, Off> threads = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Off> eldest) {
            return size() > MOST_THREADS;
        }
    };
    private boolean known;
    private int previous = -1;
    private int next = -1;
    private EventFormat format = new EventFormat("", 0, List.of(), "");

    /** A thread's time off its CPUs so far, and since when it is off, 0 while it runs. */
    private static final class Off {
        private long totalNs;
        private long sinceNs;
    }

    /** Takes the next event of any kind. */
    @SuppressWarnings("ReferenceEquality") // a format that was registered anew is another object
    void onEvent(EventView event) {
        EventFormat its = event.format();
        if (its == null || !its.name().equals("sched_switch") || !"sched".equals(event.system())) {
            return;
        }
        if (its != format) {
            format = its;
            previous = index(its, "prev_pid");
            next = index(its, "next_pid");
        }
        if (previous >= 0 && next >= 0) {
            known = true;
            leave((int) event.number(previous), event.timestampNs());
            enter((int) event.number(next), event.timestampNs());
        }
    }

    private static int index(EventFormat format, String name) {
        for (int i = 0; i < format.fields().size(); i++) {
            if (format.fields().get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private void leave(int tid, long nowNs) {
        if (tid != 0) {
            threads.computeIfAbsent(tid, key -> new Off()).sinceNs = nowNs;
        }
    }

    private void enter(int tid, long nowNs) {
        Off off = threads.get(tid);
        if (off != null && off.sinceNs != 0) {
            off.totalNs += nowNs - off.sinceNs;
            off.sinceNs = 0;
        }
    }

    /** Whether there was any switch so far. */
    boolean isKnown() {
        return known;
    }

    /** Returns how long a thread has not run, up to an event that it wrote itself, ns. */
    long ns(int tid) {
        Off off = threads.get(tid);
        return off == null ? 0 : off.totalNs;
    }
}
