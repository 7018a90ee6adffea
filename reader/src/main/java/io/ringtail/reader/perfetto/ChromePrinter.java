package io.ringtail.reader.perfetto;

import io.ringtail.reader.EventSink;
import io.ringtail.reader.EventView;
import io.ringtail.reader.LossCause;
import io.ringtail.reader.spans.EventShape;
import io.ringtail.reader.spans.EventShapes;
import io.ringtail.reader.text.Digits;
import io.ringtail.reader.text.JsonFields;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Prints events in Chrome's trace event format, as an array of JSON; {@link #finish()} closes it. Not thread-safe.
 *
 * <p>Events stand for the same as in {@link PerfettoSink}: spans of a thread are {@code B} and {@code E}, those with
 * {@code async_id} or {@code java_tid} {@code b} and {@code e}, durations {@code X}, counters {@code C}, all others
 * {@code i}; events of a flow are connected by {@code s} and {@code t}. Source of the format: Chromium's "Trace Event
 * Format".
 */
public final class ChromePrinter implements EventSink {
    /** The oldest of more flows is taken for ended. */
    private static final int MOST_FLOWS = 1 << 16;

    private static final int NS_PER_US = 1000;
    private static final int FRACTION = 3;

    private final StringBuilder out;
    private final JsonFields fields = new JsonFields();
    private final EventShapes shapes = new EventShapes();
    private final Map<Integer, ThreadName> threads = new HashMap<>();
    private final Set<Long> flows = new LinkedHashSet<>();
    private final CpuLosses losses = new CpuLosses();
    private String category = "";
    private String separator = "[\n";
    private long lastNs;
    private long durations;

    /** A thread's process and name, as they were described last. */
    private record ThreadName(int pid, @Nullable String comm) {}

    /** Creates a printer that appends to {@code out}. */
    public ChromePrinter(StringBuilder out) {
        this.out = out;
    }

    @Override
    public void onEvent(EventView event) {
        EventShape shape = shapes.of(event);
        String system = event.system();
        if (shape == null || system == null) {
            return;
        }
        lastNs = event.timestampNs();
        printLosses();
        describe(event.tid(), pid(event), event.comm());
        print(event, category + system, shape);
    }

    private static int pid(EventView event) {
        return event.pid() == 0 ? event.tid() : event.pid();
    }

    private void describe(int tid, int pid, @Nullable String comm) {
        ThreadName known = threads.get(tid);
        if (comm == null || (known != null && known.pid() == pid && comm.equals(known.comm()))) {
            return;
        }
        threads.put(tid, new ThreadName(pid, comm));
        printName("thread_name", pid, tid, comm);
        if (tid == pid) {
            printName("process_name", pid, tid, comm);
        }
    }

    private void printName(String what, int pid, int tid, String name) {
        begin("M", what, pid, tid);
        JsonFields.appendString(name, out.append(",\"args\":{\"name\":"));
        out.append("}}");
    }

    private void print(EventView event, String system, EventShape shape) {
        switch (shape.kind()) {
            case BEGIN -> printSpan(event, system, shape, "B", "b");
            case END -> printSpan(event, system, shape, "E", "e");
            case DURATION -> printDuration(event, system, shape);
            case COUNTER -> printCounter(event, system, shape);
            case INSTANT -> {
                if (shape.flowId() < 0) {
                    begin("i", shape.format().name(), event, event.timestampNs(), system);
                    out.append(",\"s\":\"t\"");
                } else {
                    // An arrow needs a slice.
                    begin("X", shape.format().name(), event, event.timestampNs(), system);
                    out.append(",\"dur\":0.001");
                }
                arguments(event);
            }
        }
        if (shape.flowId() >= 0) {
            printFlow(event, event.number(shape.flowId()));
        }
    }

    private void printSpan(EventView event, String system, EventShape shape, String ofThread, String ofOther) {
        String id = id(event, shape);
        begin(id == null ? ofThread : ofOther, shape.name(), event, event.timestampNs(), system);
        if (id != null) {
            appendId(id);
        }
        arguments(event);
    }

    /** Returns by what a span is paired that is not its thread's. */
    private static @Nullable String id(EventView event, EventShape shape) {
        if (shape.asyncId() >= 0) {
            return shape.name() + "/" + event.number(shape.asyncId());
        }
        return shape.javaTid() >= 0 ? "java/" + event.number(shape.javaTid()) : null;
    }

    private void appendId(String id) {
        JsonFields.appendString(id, out.append(",\"id2\":{\"local\":"));
        out.append('}');
    }

    private void printDuration(EventView event, String system, EventShape shape) {
        long endNs = event.timestampNs();
        long lengthNs = Math.max(0, event.number(shape.value()));
        long beginNs = Math.max(0, endNs - lengthNs);
        if (id(event, shape) == null) {
            begin("X", shape.name(), event, beginNs, system);
            appendTime(endNs - beginNs, out.append(",\"dur\":"));
            arguments(event);
            return;
        }
        String id = "duration/" + ++durations;
        begin("b", shape.name(), event, beginNs, system);
        appendId(id);
        arguments(event);
        begin("e", shape.name(), event, endNs, system);
        appendId(id);
        out.append('}');
    }

    private void printCounter(EventView event, String system, EventShape shape) {
        if (!Double.isFinite(event.floating(shape.value()))) {
            return;
        }
        begin("C", system + ":" + shape.name(), event, event.timestampNs(), system);
        out.append(",\"args\":{\"value\":");
        JsonFields.appendValue(event, shape.format().fields().get(shape.value()), shape.value(), out);
        out.append("}}");
    }

    private void printFlow(EventView event, long flow) {
        boolean first = flows.add(flow);
        if (flows.size() > MOST_FLOWS) {
            Iterator<Long> oldest = flows.iterator();
            oldest.next();
            oldest.remove();
        }
        begin(first ? "s" : "t", "flow", event, event.timestampNs(), "flow");
        Digits.appendHex(flow, 1, out.append(",\"bp\":\"e\",\"id\":\"0x"));
        out.append("\"}");
    }

    private void begin(String phase, String name, int pid, int tid) {
        out.append(separator).append("{\"ph\":\"").append(phase).append("\",\"name\":");
        separator = ",\n";
        JsonFields.appendString(name, out);
        out.append(",\"pid\":").append(pid).append(",\"tid\":").append(tid);
    }

    private void begin(String phase, String name, EventView event, long timestampNs, String cat) {
        begin(phase, name, pid(event), event.tid());
        appendTime(timestampNs, out.append(",\"ts\":"));
        JsonFields.appendString(cat, out.append(",\"cat\":"));
    }

    /** Appends a time in µs, with the ns as its fraction. */
    private static void appendTime(long ns, StringBuilder out) {
        Digits.appendUnsigned(Long.divideUnsigned(ns, NS_PER_US), out);
        Digits.appendPadded(Long.remainderUnsigned(ns, NS_PER_US), FRACTION, out.append('.'));
    }

    private void arguments(EventView event) {
        fields.append(event, out.append(",\"args\":"));
        out.append('}');
    }

    private void printLosses() {
        losses.takeAll().forEach(loss -> {
            begin("i", "lost events", 0, 0);
            appendTime(lastNs, out.append(",\"ts\":"));
            out.append(",\"cat\":\"ringtail\",\"s\":\"g\",\"args\":{\"cpu\":").append(loss.cpu());
            if (loss.count() >= 0) {
                out.append(",\"count\":").append(loss.count());
            }
            out.append("}}");
        });
    }

    @Override
    public void onLost(int cpu, long count, LossCause cause) {
        losses.add(cpu, count);
    }

    @Override
    public void onLate(int cpu, long byNs) {}

    @Override
    public void onBuffer(String name) {
        category = name.isEmpty() ? "" : name + "/";
    }

    /** Appends the losses after the last event, and the array's end. */
    public void finish() {
        printLosses();
        out.append(separator.equals("[\n") ? separator : "").append("\n]\n");
    }
}
