package io.ringtail.cli;

import io.ringtail.reader.EventSink;
import io.ringtail.reader.EventView;
import io.ringtail.reader.LossCause;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The numbers of a trace's events by type and by CPU, as {@code ringtail report --stat} prints them. */
final class TraceStatistics implements EventSink {
    private static final int NS_DIGITS = 9;
    private static final double NS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final boolean ns;
    private final Map<String, Count> types = new TreeMap<>();
    private final Map<Cpu, Count> cpus = new TreeMap<>();
    private final Count all = new Count();
    private String buffer = "";
    private long firstTime = Long.MAX_VALUE;
    private long lastTime = Long.MIN_VALUE;

    /** A CPU of a buffer. */
    private record Cpu(String buffer, int cpu) implements Comparable<Cpu> {
        @Override
        public int compareTo(Cpu other) {
            int byBuffer = buffer.compareTo(other.buffer);
            return byBuffer == 0 ? Integer.compare(cpu, other.cpu) : byBuffer;
        }

        String text() {
            return buffer.isEmpty() ? Integer.toString(cpu) : Problems.oneLine(buffer) + ':' + cpu;
        }
    }

    /** Events, their bytes, and losses. */
    private static final class Count {
        private long events;
        private long bytes;
        private long lost;
        private boolean lostUnknown;

        private void add(int length) {
            events++;
            bytes += length;
        }

        private void lose(long count) {
            lost += Math.max(0, count);
            lostUnknown |= count < 0;
        }

        /** The number of lost events; with a plus if more were lost, but nobody counted them. */
        private String lostText() {
            return lostUnknown ? lost + "+" : Long.toString(lost);
        }
    }

    /**
     * Creates statistics of no events.
     *
     * @param ns whether times are ns
     */
    TraceStatistics(boolean ns) {
        this.ns = ns;
    }

    @Override
    public void onEvent(EventView event) {
        firstTime = Math.min(firstTime, event.timestampNs());
        lastTime = Math.max(lastTime, event.timestampNs());
        String name = event.format() == null
                ? "unknown:" + event.id()
                : event.system() + ':' + event.format().name();
        types.computeIfAbsent(name, key -> new Count()).add(event.payloadLength());
        cpu(event.cpu()).add(event.payloadLength());
        all.add(event.payloadLength());
    }

    @Override
    public void onLost(int cpu, long count, LossCause cause) {
        cpu(cpu).lose(count);
        all.lose(count);
    }

    private Count cpu(int cpu) {
        return cpus.computeIfAbsent(new Cpu(buffer, cpu), key -> new Count());
    }

    @Override
    public void onLate(int cpu, long byNs) {}

    @Override
    public void onBuffer(String name) {
        buffer = name;
    }

    /** Prints the totals, a line for each type, and one for each CPU. */
    void appendTo(StringBuilder out) {
        out.append(all.events).append(" events of ").append(all.bytes).append(" bytes, ");
        out.append(all.lostText()).append(" lost");
        if (all.events > 0) {
            out.append("; from ").append(time(firstTime)).append(" to ").append(time(lastTime));
            out.append(ns ? ", " + time(lastTime - firstTime) + " s" : "");
        }
        out.append("\n\n");
        Table byType = new Table().row("EVENT", "COUNT", "BYTES", "PER_SECOND");
        types.forEach((name, count) -> byType.row(Problems.oneLine(name), count.events, count.bytes, rate(count)));
        byType.appendTo(out);
        Table byCpu = new Table().row("CPU", "EVENTS", "BYTES", "PER_SECOND", "LOST");
        cpus.forEach((cpu, count) -> byCpu.row(cpu.text(), count.events, count.bytes, rate(count), count.lostText()));
        byCpu.appendTo(out.append('\n'));
    }

    private String time(long time) {
        return ns ? BigDecimal.valueOf(time, NS_DIGITS).toPlainString() : Long.toString(time);
    }

    /** Events per second of the whole trace; empty where its times are no seconds. */
    private String rate(Count count) {
        return ns && lastTime > firstTime
                ? String.format(Locale.ROOT, "%.1f", count.events * NS_PER_SECOND / (lastTime - firstTime))
                : "";
    }
}
