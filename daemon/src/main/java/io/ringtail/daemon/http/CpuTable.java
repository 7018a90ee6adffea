package io.ringtail.daemon.http;

import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.buffer.ReaderRing;
import io.ringtail.daemon.buffer.RingCounter;
import io.ringtail.daemon.buffer.RingStatistics;
import io.ringtail.daemon.hotplug.CpuStatus;
import io.ringtail.daemon.hotplug.WaitedClient;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * {@code /cpus}: every possible CPU, its progress on the way online, and the counters of its ring.
 *
 * <p>The JSON is an array with one object per CPU: {@code cpu}, {@code state} (absent, preparing, announced,
 * synchronised, online, offline, failed), {@code online} (its mask bit), {@code ring} (whether it has one), {@code
 * epoch} of its last announcement and {@code handshake_us} of its last way online (0 if there was none under this
 * daemon), {@code failures}. If applicable, {@code waited_for} (the client that answered last, or that the daemon is
 * waiting for: {@code client}, {@code pid}, {@code command}) and {@code failure}, the reason in words.
 */
final class CpuTable {
    private static final List<RingCounter> COUNTERS =
            List.of(RingCounter.ENTRIES, RingCounter.OVERRUN, RingCounter.BYTES, RingCounter.DROPPED);

    private CpuTable() {}

    static String text(Served served) {
        BufferFile buffer = served.buffer();
        StringBuilder out = new StringBuilder(256);
        row(out, "CPU", "STATE", counter -> counter.key().toUpperCase(Locale.ROOT), "EPOCH", "TOOK_US", "WAITED FOR");
        for (int number = 0; number < buffer.geometry().possibleCpus(); number++) {
            ReaderRing ring = buffer.ring(number);
            CpuStatus cpu = served.cpus().apply(number);
            RingStatistics now = ring == null ? null : ring.statistics();
            row(
                    out,
                    "cpu" + number,
                    state(cpu),
                    counter -> now == null ? "-" : Long.toString(counter.of(now)),
                    Long.toString(cpu.epoch()),
                    Long.toString(TimeUnit.NANOSECONDS.toMicros(cpu.handshakeNs())),
                    waitedFor(cpu));
        }
        return out.toString();
    }

    private static String state(CpuStatus cpu) {
        return cpu.state().name().toLowerCase(Locale.ROOT);
    }

    private static String waitedFor(CpuStatus cpu) {
        String failure = cpu.failure().isEmpty() ? "" : "  " + cpu.failure();
        WaitedClient client = cpu.waitedFor();
        return (client == null ? "-" : "client " + client.client() + ", pid " + client.pid() + ", " + client.command())
                + failure;
    }

    private static void row(
            StringBuilder out,
            String cpu,
            String state,
            Function<RingCounter, String> counted,
            String epoch,
            String took,
            String waitedFor) {
        out.append(String.format(Locale.ROOT, "%-5s %-12s", cpu, state));
        for (RingCounter counter : COUNTERS) {
            String format = counter.unit() == RingCounter.Unit.BYTES ? " %14s" : " %12s";
            out.append(String.format(Locale.ROOT, format, counted.apply(counter)));
        }
        out.append(String.format(Locale.ROOT, " %8s %10s  %s%n", epoch, took, waitedFor));
    }

    static String json(Served served) {
        return array(new JsonText().beginArray(), served).endArray() + "\n";
    }

    /** Fills an array that has already been opened. */
    static JsonText array(JsonText json, Served served) {
        BufferFile buffer = served.buffer();
        for (int number = 0; number < buffer.geometry().possibleCpus(); number++) {
            CpuStatus cpu = served.cpus().apply(number);
            json.beginObject()
                    .number("cpu", number)
                    .string("state", state(cpu))
                    .bool("online", buffer.online(number))
                    .bool("ring", buffer.ring(number) != null)
                    .number("epoch", cpu.epoch())
                    .number("handshake_us", TimeUnit.NANOSECONDS.toMicros(cpu.handshakeNs()))
                    .number("failures", cpu.failures());
            WaitedClient client = cpu.waitedFor();
            if (client != null) {
                json.beginObject("waited_for")
                        .number("client", client.client())
                        .number("pid", client.pid())
                        .string("command", client.command())
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
