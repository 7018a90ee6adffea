package io.ringtail.daemon.http;

import io.ringtail.daemon.buffer.RingCounter;
import io.ringtail.daemon.buffer.RingStatistics;
import java.util.Locale;

/** The text of a CPU's {@code stats}: the kernel's lines in the kernel's order, then Ringtail's own. */
final class StatisticsText {
    private static final long NS_PER_SECOND = 1_000_000_000;
    private static final long NS_PER_MICROSECOND = 1_000;

    private StatisticsText() {}

    static String of(RingStatistics statistics) {
        StringBuilder out = new StringBuilder(512);
        for (RingCounter counter : RingCounter.values()) {
            long value = counter.of(statistics);
            out.append(counter.label())
                    .append(": ")
                    .append(counter.unit() == RingCounter.Unit.TIME_NS ? seconds(value) : Long.toString(value))
                    .append('\n');
        }
        return out.toString();
    }

    private static String seconds(long ns) {
        return String.format(Locale.ROOT, "%5d.%06d", ns / NS_PER_SECOND, ns % NS_PER_SECOND / NS_PER_MICROSECOND);
    }
}
