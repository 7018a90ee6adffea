package io.ringtail.reader.perfetto;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.reader.EventView;
import io.ringtail.reader.protobuf.ProtoBuffer;
import java.util.List;

/** The kernel's scheduler events in Perfetto's own messages, by which it draws what runs on each CPU. */
final class FtraceEvents {
    private static final String SCHED = "sched";
    private static final int TIMESTAMP = 1;
    private static final int PID = 2;

    /** An event: its name, its field in {@code FtraceEvent}, and its fields in the order of their numbers from 1 on. */
    private record Known(String name, int number, List<String> fields) {}

    private static final List<Known> KNOWN = List.of(
            new Known(
                    "sched_switch",
                    4,
                    List.of("prev_comm", "prev_pid", "prev_prio", "prev_state", "next_comm", "next_pid", "next_prio")),
            new Known("sched_wakeup", 17, List.of("comm", "pid", "prio", "success", "target_cpu")),
            new Known("sched_waking", 20, List.of("comm", "pid", "prio", "success", "target_cpu")));

    private FtraceEvents() {}

    static boolean knows(String system, EventFormat format) {
        return SCHED.equals(system)
                && KNOWN.stream().anyMatch(known -> known.name().equals(format.name()));
    }

    /** Appends an event that is known. */
    static void append(ProtoBuffer out, int field, EventView event, EventFormat format) {
        int start = out.begin(field);
        out.number(TIMESTAMP, event.timestampNs()).number(PID, event.tid());
        for (Known known : KNOWN) {
            if (known.name().equals(format.name())) {
                appendFields(out, known, event, format);
            }
        }
        out.end(start);
    }

    private static void appendFields(ProtoBuffer out, Known known, EventView event, EventFormat format) {
        int start = out.begin(known.number());
        for (int i = 0; i < known.fields().size(); i++) {
            String wanted = known.fields().get(i);
            for (int at = 0; at < format.fields().size(); at++) {
                if (format.fields().get(at).name().equals(wanted)) {
                    append(out, i + 1, event, at);
                }
            }
        }
        out.end(start);
    }

    private static void append(ProtoBuffer out, int number, EventView event, int field) {
        switch (event.kind(field)) {
            case TEXT -> out.text(number, event.text(field));
            case NUMBER, BOOLEAN -> out.number(number, event.number(field));
            case FLOATING, NUMBERS -> {}
        }
    }
}
