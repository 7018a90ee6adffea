package io.ringtail.daemon.stream;

import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.buffer.Ring;
import io.ringtail.daemon.buffer.RingStatistics;
import java.util.Locale;

/** The table of {@code /cpus}: every possible CPU, whether it is online, and what its ring holds. */
final class CpuTable {
    private CpuTable() {}

    static String text(BufferFile buffer) {
        StringBuilder out = new StringBuilder(256);
        out.append(row("CPU", "STATE", "ENTRIES", "OVERRUN", "BYTES", "DROPPED"));
        for (int cpu = 0; cpu < buffer.geometry().possibleCpus(); cpu++) {
            Ring ring = buffer.ring(cpu);
            String name = "cpu" + cpu;
            String state = buffer.online(cpu) ? "online" : "offline";
            if (ring == null) {
                out.append(row(name, state, "-", "-", "-", "-"));
            } else {
                RingStatistics now = ring.statistics();
                out.append(row(name, state, now.entries(), now.overrun(), now.bytes(), now.dropped()));
            }
        }
        return out.toString();
    }

    private static String row(Object... cells) {
        return String.format(Locale.ROOT, "%-5s %-8s %12s %12s %14s %12s%n", cells);
    }

    static String json(BufferFile buffer) {
        JsonText json = new JsonText().beginArray();
        for (int cpu = 0; cpu < buffer.geometry().possibleCpus(); cpu++) {
            json.beginObject()
                    .number("cpu", cpu)
                    .bool("online", buffer.online(cpu))
                    .bool("ring", buffer.ring(cpu) != null)
                    .endObject();
        }
        return json.endArray() + "\n";
    }
}
