package io.ringtail.daemon.stream;

import java.util.Locale;

/** The table of {@code /cpus}: every possible CPU, whether it is online, and what its ring holds. */
final class CpuTable {
    private CpuTable() {}

    static String text(Rings rings) {
        StringBuilder out = new StringBuilder(256);
        out.append(row("CPU", "STATE", "ENTRIES", "OVERRUN", "BYTES", "DROPPED"));
        for (int cpu = 0; cpu < rings.geometry().possibleCpus(); cpu++) {
            CpuRing ring = rings.ring(cpu);
            String name = "cpu" + cpu;
            String state = rings.isOnline(cpu) ? "online" : "offline";
            if (ring == null) {
                out.append(row(name, state, "-", "-", "-", "-"));
            } else {
                CpuStatistics now = ring.statistics();
                out.append(row(name, state, now.entries(), now.overrun(), now.bytes(), now.dropped()));
            }
        }
        return out.toString();
    }

    private static String row(Object... cells) {
        return String.format(Locale.ROOT, "%-5s %-8s %12s %12s %14s %12s%n", cells);
    }

    static String json(Rings rings) {
        JsonText json = new JsonText().beginArray();
        for (int cpu = 0; cpu < rings.geometry().possibleCpus(); cpu++) {
            json.beginObject()
                    .number("cpu", cpu)
                    .bool("online", rings.isOnline(cpu))
                    .bool("ring", rings.ring(cpu) != null)
                    .endObject();
        }
        return json.endArray() + "\n";
    }
}
