package io.ringtail.daemon.stream;

import io.ringtail.daemon.buffer.RingStatistics;
import java.util.Locale;

/** The text of a CPU's {@code stats}: the kernel's lines in the kernel's order, then Ringtail's own. */
final class StatisticsText {
    private static final long NS_PER_SECOND = 1_000_000_000;
    private static final long NS_PER_MICROSECOND = 1_000;

    private StatisticsText() {}

    static String of(RingStatistics statistics) {
        return "entries: " + statistics.entries() + "\n"
                + "overrun: " + statistics.overrun() + "\n"
                + "commit overrun: 0\n"
                + "bytes: " + statistics.bytes() + "\n"
                + "oldest event ts: " + seconds(statistics.oldestTimestamp()) + "\n"
                + "now ts: " + seconds(statistics.nowTimestamp()) + "\n"
                + "dropped events: " + statistics.dropped() + "\n"
                + "read events: " + statistics.readEvents() + "\n"
                + "written events: " + statistics.written() + "\n"
                + "consumed events: " + statistics.consumed() + "\n"
                + "pending bytes: " + statistics.pendingBytes() + "\n"
                + "cut events: " + statistics.cut() + "\n"
                + "events without slot: " + statistics.noSlot() + "\n"
                + "malformed events: " + statistics.malformed() + "\n"
                + "rerouted events: " + statistics.rerouted() + "\n"
                + "repaired events: " + statistics.repaired() + "\n"
                + "ambiguous events: " + statistics.ambiguous() + "\n"
                + "quarantined: " + statistics.quarantined() + "\n";
    }

    private static String seconds(long ns) {
        return String.format(Locale.ROOT, "%5d.%06d", ns / NS_PER_SECOND, ns % NS_PER_SECOND / NS_PER_MICROSECOND);
    }
}
