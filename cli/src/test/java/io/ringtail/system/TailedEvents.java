package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** The counts of {@code load:tick} events printed by {@code tail --json}, checked for order as they arrive. */
final class TailedEvents {
    private final Map<Long, Long> nextByTid = new HashMap<>();
    private final Map<Long, Long> threadByTid = new HashMap<>();
    private final Map<Integer, Long> delivered = new TreeMap<>();
    private final Map<Integer, Long> lost = new TreeMap<>();
    private final boolean lossless;
    private long newest;
    private long total;

    /** With {@code lossless}, each sequence number must follow the one before it; otherwise it must be larger. */
    TailedEvents(boolean lossless) {
        this.lossless = lossless;
    }

    /** Reads until the given number of events has been delivered or lost. */
    void read(BufferedReader lines, long until) throws IOException {
        while (total < until) {
            String line = lines.readLine();
            assertThat(line).as("the line after %d events", total).isNotNull();
            add(line);
        }
    }

    private void add(String line) {
        int cpu = (int) TailLine.number(line, "\"cpu\":");
        if (line.contains("\"lost\":")) {
            long events = TailLine.number(line, "\"lost\":");
            lost.merge(cpu, events, Long::sum);
            total += events;
            return;
        }
        long time = TailLine.number(line, "\"ts\":");
        long tid = TailLine.number(line, "\"tid\":");
        long seq = TailLine.number(line, "\"seq\":");
        if (time < newest) {
            throw new AssertionError("time goes back from " + newest + ": " + line);
        }
        newest = time;
        long next = nextByTid.getOrDefault(tid, 0L);
        if (lossless ? seq != next : seq < next) {
            throw new AssertionError("expected seq " + next + ": " + line);
        }
        nextByTid.put(tid, seq + 1);
        threadByTid.put(tid, TailLine.number(line, "\"thread\":"));
        delivered.merge(cpu, 1L, Long::sum);
        total++;
    }

    /** The number after its last, for each writing thread by its id. */
    Map<Long, Long> nextByTid() {
        return nextByTid;
    }

    /** The number within its process, for each writing thread by its id. */
    Map<Long, Long> threadByTid() {
        return threadByTid;
    }

    /** Events delivered, by CPU. */
    Map<Integer, Long> delivered() {
        return delivered;
    }

    /** Events delivered and lost, by CPU. */
    Map<Integer, Long> deliveredAndLost() {
        Map<Integer, Long> sums = new TreeMap<>(delivered);
        lost.forEach((cpu, events) -> sums.merge(cpu, events, Long::sum));
        return sums;
    }

    long lost() {
        return lost.values().stream().mapToLong(Long::longValue).sum();
    }
}
