package io.ringtail.daemon.stream;

import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.buffer.Ring;
import io.ringtail.daemon.buffer.RingStatistics;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * {@code /cpus}: every possible CPU, where it stands on its way online, and what its ring holds.
 *
 * <p>The JSON is an array with an object a CPU: {@code cpu}, {@code state} (absent, preparing, announced, synchronised,
 * online, offline, failed), {@code online} (its mask bit), {@code ring} (whether it has one), {@code epoch} of its last
 * announcement and {@code handshake_us} of its last way online (0 if there was none under this daemon), {@code
 * failures}. Where there is something to tell, {@code waited_for} (the client that answered last, or that it waits for
 * now: {@code client}, {@code pid}, {@code command}) and {@code failure}, the reason in words.
 */
final class CpuTable {
    private CpuTable() {}

    static String text(Served served) {
        BufferFile buffer = served.buffer();
        StringBuilder out = new StringBuilder(256);
        out.append(row("CPU", "STATE", "ENTRIES", "OVERRUN", "BYTES", "DROPPED", "EPOCH", "TOOK_US", "WAITED FOR"));
        for (int number = 0; number < buffer.geometry().possibleCpus(); number++) {
            Ring ring = buffer.ring(number);
            ServedCpu cpu = served.handshakes().cpu(number);
            RingStatistics now = ring == null ? null : ring.statistics();
            out.append(row(
                    "cpu" + number,
                    cpu.state(),
                    now == null ? "-" : now.entries(),
                    now == null ? "-" : now.overrun(),
                    now == null ? "-" : now.bytes(),
                    now == null ? "-" : now.dropped(),
                    cpu.epoch(),
                    TimeUnit.NANOSECONDS.toMicros(cpu.handshakeNs()),
                    waitedFor(cpu)));
        }
        return out.toString();
    }

    private static String waitedFor(ServedCpu cpu) {
        String failure = cpu.failure().isEmpty() ? "" : "  " + cpu.failure();
        return (cpu.client() < 0 ? "-" : "client " + cpu.client() + ", pid " + cpu.pid() + ", " + cpu.command())
                + failure;
    }

    private static String row(Object... cells) {
        return String.format(Locale.ROOT, "%-5s %-12s %12s %12s %14s %12s %8s %10s  %s%n", cells);
    }

    static String json(Served served) {
        return array(new JsonText().beginArray(), served).endArray() + "\n";
    }

    /** Fills an array that has been begun. */
    static JsonText array(JsonText json, Served served) {
        BufferFile buffer = served.buffer();
        for (int number = 0; number < buffer.geometry().possibleCpus(); number++) {
            ServedCpu cpu = served.handshakes().cpu(number);
            json.beginObject()
                    .number("cpu", number)
                    .string("state", cpu.state())
                    .bool("online", buffer.online(number))
                    .bool("ring", buffer.ring(number) != null)
                    .number("epoch", cpu.epoch())
                    .number("handshake_us", TimeUnit.NANOSECONDS.toMicros(cpu.handshakeNs()))
                    .number("failures", cpu.failures());
            if (cpu.client() >= 0) {
                json.beginObject("waited_for")
                        .number("client", cpu.client())
                        .number("pid", cpu.pid())
                        .string("command", cpu.command())
                        .endObject();
            }
            if (!cpu.failure().isEmpty()) {
                json.string("failure", cpu.failure());
            }
            json.endObject();
        }
        return json;
    }
}
