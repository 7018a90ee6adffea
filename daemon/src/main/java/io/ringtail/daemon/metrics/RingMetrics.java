package io.ringtail.daemon.metrics;

import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.buffer.ReaderRing;
import io.ringtail.daemon.buffer.RingCounter;
import io.ringtail.daemon.buffer.RingStatistics;
import io.ringtail.proto.layout.RingGeometry;

/** The rings' metrics: those of {@link RingCounter}, each with the label {@code cpu}. */
final class RingMetrics {
    private static final double NS_PER_SECOND = 1e9;
    private static final String LOST = "events_lost";
    private static final String LOST_HELP =
            "Events that no later reader gets, by cause: overwritten, dropped for lack of room, written without a"
                    + " thread slot, not as declared, or left half-written by killed processes";

    private final BufferFile buffer;

    RingMetrics(BufferFile buffer) {
        this.buffer = buffer;
    }

    void addTo(Scrape scrape) {
        for (int cpu = 0; cpu < buffer.geometry().possibleCpus(); cpu++) {
            ReaderRing ring = buffer.ring(cpu);
            if (ring != null) {
                add(scrape, ring.statistics(), Integer.toString(cpu));
                scrape.gauge(
                        "cpu_online",
                        "Whether writers on the CPU use its own ring",
                        buffer.online(cpu) ? 1 : 0,
                        "cpu",
                        Integer.toString(cpu));
            }
        }
        scrape.counter(LOST, LOST_HELP, buffer.unplaced(), "cpu", "none", "cause", "unplaced");
        scrape.counter(
                "rings_missed", "How often a CPU's mask bit was seen before its ring was mapped", buffer.noRing());
        RingGeometry sizes = buffer.sizes();
        scrape.gauge("ring_size_bytes", "Size of each ring", (double) sizes.subbufSize() * sizes.subbufCount());
    }

    private static void add(Scrape scrape, RingStatistics statistics, String cpu) {
        for (RingCounter counter : RingCounter.values()) {
            add(scrape, counter, statistics, cpu);
        }
    }

    private static void add(Scrape scrape, RingCounter counter, RingStatistics statistics, String cpu) {
        long value = counter.of(statistics);
        String help = "Events that " + counter.help();
        switch (counter) {
            case OVERRUN, DROPPED, NO_SLOT, MALFORMED, REPAIRED ->
                scrape.counter(LOST, LOST_HELP, value, "cpu", cpu, "cause", counter.key());
            case WRITTEN -> scrape.counter("events_written", "Events that were ever committed", value, "cpu", cpu);
            case READ -> scrape.counter("events_read", "Events that were " + counter.help(), value, "cpu", cpu);
            case CONSUMED -> scrape.counter("events_consumed", "Events that were " + counter.help(), value, "cpu", cpu);
            case CUT -> scrape.counter("events_cut", help, value, "cpu", cpu);
            case REROUTED -> scrape.counter("events_rerouted", help, value, "cpu", cpu);
            case AMBIGUOUS -> scrape.counter("events_ambiguous", help, value, "cpu", cpu);
            case QUARANTINED ->
                scrape.counter("ring_damages", "How often " + counter.help() + " in the ring", value, "cpu", cpu);
            case RESERVED ->
                scrape.counter(
                        "ring_reserved_bytes",
                        "Bytes that were ever reserved, with page headers and padding",
                        value,
                        "cpu",
                        cpu);
            case ENTRIES -> scrape.gauge("ring_entries", "Events that are readable now", (double) value, "cpu", cpu);
            case BYTES ->
                scrape.gauge("ring_readable_bytes", "Size of the readable events", (double) value, "cpu", cpu);
            case PENDING ->
                scrape.gauge(
                        "ring_pending_bytes", "Bytes that are reserved and not committed", (double) value, "cpu", cpu);
            case OLDEST -> {
                double age = value == 0 ? 0 : (statistics.nowTimestamp() - value) / NS_PER_SECOND;
                scrape.gauge("ring_oldest_age_seconds", "How far back the ring reaches", age, "cpu", cpu);
            }
            // The kernel's, and no property of the ring.
            case COMMIT_OVERRUN, NOW -> {}
        }
    }
}
