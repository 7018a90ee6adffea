package io.ringtail.reader.text;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.reader.CharacterRule;
import io.ringtail.reader.EventSink;
import io.ringtail.reader.EventView;
import io.ringtail.reader.LossCause;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Prints events as the lines of {@code trace-cmd report -t}: name, thread, CPU, time in ns, event, its text. */
public final class EventPrinter implements EventSink {
    private static final long NS_PER_SECOND = 1_000_000_000L;
    private static final int COMM_WIDTH = 16;
    private static final int THREAD_WIDTH = 5;
    private static final int SECONDS_WIDTH = 5;
    private static final int NUMBER_WIDTH = 12;
    private static final long WITHOUT_TIME = -1;
    private static final int NAME_WIDTH = 20;
    private static final String UNKNOWN_PROCESS = "-----";
    private static final String UNKNOWN = "[UNKNOWN EVENT][UNKNOWN EVENT] (NULL):               [UNKNOWN EVENT]";

    private final StringBuilder out;
    private final LineStyle style;
    private final ThreadTexts threads;
    private final PerFormat<String> names = new PerFormat<>((event, format) -> column(format.name()));

    private final Map<String, String> prefixes = new HashMap<>();
    private String prefix;
    private boolean followsLoss;

    /** Creates a printer that appends each event and loss to {@code out} as a line, newline included. */
    public EventPrinter(StringBuilder out, LineStyle style) {
        this.out = out;
        this.style = style;
        this.prefix = style.prefix("");
        this.threads =
                new ThreadTexts(style.processes() ? EventPrinter::appendThreadAndProcess : EventPrinter::appendThread);
    }

    /** Creates a printer of {@link LineStyle#PLAIN plain} lines. */
    public EventPrinter(StringBuilder out) {
        this(out, LineStyle.PLAIN);
    }

    /**
     * Creates a printer that also shows each event's process, after its thread, as ftrace does with {@code
     * options/record-tgid}.
     */
    public static EventPrinter withProcesses(StringBuilder out) {
        return new EventPrinter(out, new LineStyle(true, true, List.of()));
    }

    @Override
    public void onEvent(EventView event) {
        if (!followsLoss) {
            out.append(prefix);
        }
        followsLoss = false;
        EventFormat format = event.format();
        if (format == null) {
            out.append(UNKNOWN).append('\n');
            return;
        }
        appendThreadAndTime(event);
        out.append(names.get(event, format));
        event.print(out);
        if (out.charAt(out.length() - 1) != '\n') {
            out.append('\n');
        }
    }

    private void appendThreadAndTime(EventView event) {
        int pid = style.processes() ? event.pid() : 0;
        long time = event.timestampNs();
        if (style.seconds()) {
            long seconds = Long.divideUnsigned(time, NS_PER_SECOND);
            threads.append(event, pid, seconds, out);
            appendFraction((int) (time - seconds * NS_PER_SECOND));
        } else {
            threads.append(event, pid, WITHOUT_TIME, out);
            int start = out.length();
            Digits.appendUnsigned(time, out);
            Digits.fill(start, NUMBER_WIDTH - (out.length() - start), ' ', out);
        }
    }

    @Override
    public boolean joinsCalls() {
        return true;
    }

    @Override
    public void onBuffer(String name) {
        prefix = prefixes.computeIfAbsent(name, style::prefix);
    }

    @Override
    public void onLost(int cpu, long count, LossCause cause) {
        followsLoss = true;
        out.append(prefix).append("CPU:").append(cpu).append(" [");
        if (count >= 0) {
            Digits.appendUnsigned(count, out);
            out.append(' ');
        }
        out.append("EVENTS DROPPED]\n");
    }

    @Override
    public void onLate(int cpu, long byNs) {
        out.append("CPU:").append(cpu).append(" [LATE BY ").append(byNs).append(" NS]\n");
    }

    private static void appendThread(
            int threadId, int pid, @Nullable String comm, int cpu, long seconds, StringBuilder out) {
        appendComm(threadId, comm, out);
        appendPlace(cpu, seconds, out);
    }

    private static void appendThreadAndProcess(
            int threadId, int pid, @Nullable String comm, int cpu, long seconds, StringBuilder out) {
        appendComm(threadId, comm, out);
        out.append(" (");
        int start = out.length();
        out.append(pid == 0 ? UNKNOWN_PROCESS : Integer.toString(pid));
        Digits.fill(start, THREAD_WIDTH - (out.length() - start), ' ', out);
        appendPlace(cpu, seconds, out.append(')'));
    }

    private static void appendComm(int threadId, @Nullable String comm, StringBuilder out) {
        String name = comm == null ? "<...>" : comm;
        CharacterRule.NAME.append(name, out);
        Digits.fill(0, COMM_WIDTH - Utf8.length(name), ' ', out);
        int idStart = out.append('-').length();
        out.append(threadId);
        Digits.fill(out.length(), THREAD_WIDTH - (out.length() - idStart), ' ', out);
    }

    private static void appendPlace(int cpu, long seconds, StringBuilder out) {
        Digits.appendPadded(cpu, 3, out.append(" ["));
        out.append(']');
        if (seconds == WITHOUT_TIME) {
            return;
        }
        int start = out.append(' ').length();
        out.append(seconds);
        Digits.fill(start, SECONDS_WIDTH - (out.length() - start), ' ', out);
    }

    /** Appends a point and nine digits. */
    private void appendFraction(int ns) {
        int start = out.length();
        out.append((int) NS_PER_SECOND + ns).setCharAt(start, '.');
    }

    private static String column(String name) {
        StringBuilder column = new StringBuilder(": ");
        CharacterRule.NAME.append(name, column);
        column.append(": ");
        Digits.fill(column.length(), NAME_WIDTH - Utf8.length(name), ' ', column);
        return column.toString();
    }
}
