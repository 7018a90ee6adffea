package io.ringtail.cli;

import io.ringtail.reader.EventSink;
import io.ringtail.reader.EventView;
import io.ringtail.reader.LossCause;
import io.ringtail.reader.spans.SpanTime;
import io.ringtail.reader.spans.SpanTimes;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** The times of a trace's spans by type, as {@code ringtail report --spans} prints them. */
final class SpanStatistics implements EventSink {
    /** Percentiles are exact to 1 %, at some 50 KB for each type. */
    private static final int DIGITS = 2;

    /** The spans of more types are taken together. */
    private static final int MOST_TYPES = 1024;

    private static final String OTHERS = "(others)";
    private static final double MEDIAN = 50;
    private static final double HIGH = 99;
    private static final int US_DIGITS = 3;

    private final SpanTimes times = new SpanTimes(this::add);
    private final Map<String, Type> types = new HashMap<>();

    /** The spans of one type. */
    private static final class Type {
        private final String name;
        private final Histogram lengths = new Histogram(DIGITS);
        private long count;
        private long maxNs;
        private long totalNs;
        private long selfNs;
        private long offCpuNs;
        private boolean offCpuKnown = true;

        private Type(String name) {
            this.name = name;
        }

        private void add(SpanTime span) {
            lengths.recordValue(span.ns());
            count++;
            maxNs = Math.max(maxNs, span.ns());
            totalNs += span.ns();
            selfNs += span.selfNs();
            offCpuKnown &= span.offCpuNs() != SpanTime.UNKNOWN;
            offCpuNs += span.offCpuNs();
        }

        private long percentile(double percent) {
            return Math.min(maxNs, lengths.getValueAtPercentile(percent));
        }
    }

    private void add(SpanTime span) {
        String name = span.category() + ':' + span.name();
        if (types.size() >= MOST_TYPES && !types.containsKey(name)) {
            name = OTHERS;
        }
        types.computeIfAbsent(name, Type::new).add(span);
    }

    @Override
    public void onEvent(EventView event) {
        times.onEvent(event);
    }

    @Override
    public void onLost(int cpu, long count, LossCause cause) {}

    @Override
    public void onLate(int cpu, long byNs) {}

    /** Prints a line for each type, the one with the longest total first, and what could not be paired. */
    void appendTo(StringBuilder out) {
        Table table = new Table();
        table.row("SPAN", "COUNT", "P50_US", "P99_US", "MAX_US", "TOTAL_US", "SELF_US", "OFF_CPU_US");
        List<Type> sorted = types.values().stream()
                .sorted(Comparator.comparingLong((Type type) -> -type.totalNs).thenComparing(type -> type.name))
                .toList();
        for (Type type : sorted) {
            table.row(
                    Problems.oneLine(type.name),
                    type.count,
                    us(type.percentile(MEDIAN)),
                    us(type.percentile(HIGH)),
                    us(type.maxNs),
                    us(type.totalNs),
                    us(type.selfNs),
                    type.offCpuKnown ? us(type.offCpuNs) : "");
        }
        table.appendTo(out);
        note(out, times.withoutBegin(), "ends have no begin in the trace");
        note(out, times.finish(), "begins have no end in the trace");
    }

    private static String us(long ns) {
        return BigDecimal.valueOf(ns, US_DIGITS).toPlainString();
    }

    private static void note(StringBuilder out, long count, String what) {
        if (count > 0) {
            out.append(count).append(' ').append(what).append('\n');
        }
    }
}
