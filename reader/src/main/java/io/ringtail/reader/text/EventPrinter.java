package io.ringtail.reader.text;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.reader.CharacterRule;
import io.ringtail.reader.EventSink;
import io.ringtail.reader.EventView;
import io.ringtail.reader.LineBytes;
import io.ringtail.reader.LossCause;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Prints events as the lines of {@code trace-cmd report -t}: name, thread, CPU, time in ns, event, its text. */
public final class EventPrinter implements EventSink {
    private static final long NS_PER_SECOND = 1_000_000_000L;
    private static final int FRACTION_DIGITS = 9;
    private static final int COMM_WIDTH = 16;
    private static final int THREAD_WIDTH = 5;
    private static final int SECONDS_WIDTH = 5;
    private static final int NUMBER_WIDTH = 12;
    private static final long WITHOUT_TIME = -1;
    private static final int NAME_WIDTH = 20;
    private static final String UNKNOWN_PROCESS = "-----";
    private static final byte[] UNKNOWN =
            utf8("[UNKNOWN EVENT][UNKNOWN EVENT] (NULL):               [UNKNOWN EVENT]\n");

    private final LineBytes out;
    private final @Nullable StringBuilder characters;
    private final LineStyle style;
    private final ThreadTexts threads;
    private final PerFormat<byte[]> names = new PerFormat<>((event, format) -> column(format.name()));

    private final Map<String, byte[]> prefixes = new HashMap<>();
    private byte[] prefix;
    private boolean followsLoss;

    /** Creates a printer that appends each event and loss to {@code out} as a line, newline included. */
    public EventPrinter(LineBytes out, LineStyle style) {
        this(out, style, null);
    }

    /** Creates a printer that appends each event and loss to {@code out}, which costs a copy of each line. */
    public EventPrinter(StringBuilder out, LineStyle style) {
        this(new LineBytes(), style, out);
    }

    /** Creates a printer of {@link LineStyle#PLAIN plain} lines. */
    public EventPrinter(StringBuilder out) {
        this(out, LineStyle.PLAIN);
    }

    private EventPrinter(LineBytes out, LineStyle style, @Nullable StringBuilder characters) {
        this.out = out;
        this.characters = characters;
        this.style = style;
        this.prefix = utf8(style.prefix(""));
        this.threads =
                new ThreadTexts(style.processes() ? EventPrinter::appendThreadAndProcess : EventPrinter::appendThread);
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
        if (!followsLoss || style.everyLine()) {
            out.append(prefix);
        }
        followsLoss = false;
        EventFormat format = event.format();
        if (format == null) {
            out.append(UNKNOWN);
        } else {
            appendThreadAndTime(event);
            out.append(names.get(event, format));
            event.print(out);
            if (!out.endsWith('\n')) {
                out.append('\n');
            }
        }
        copyCharacters();
    }

    private void copyCharacters() {
        if (characters != null) {
            characters.append(out);
            out.clear();
        }
    }

    private void appendThreadAndTime(EventView event) {
        int pid = style.processes() ? event.pid() : 0;
        long time = event.timestampNs();
        if (style.seconds()) {
            long seconds = Long.divideUnsigned(time, NS_PER_SECOND);
            out.append(threads.of(event, pid, seconds).utf8())
                    .appendDigits(time - seconds * NS_PER_SECOND, FRACTION_DIGITS);
        } else {
            out.append(threads.of(event, pid, WITHOUT_TIME).utf8());
            StringBuilder number = out.scratch();
            Digits.appendUnsigned(time, number);
            Digits.fill(0, NUMBER_WIDTH - number.length(), ' ', number);
            out.append(number);
        }
    }

    @Override
    public boolean joinsCalls() {
        return true;
    }

    @Override
    public void onBuffer(String name) {
        prefix = prefixes.computeIfAbsent(name, buffer -> utf8(style.prefix(buffer)));
    }

    @Override
    public void onLost(int cpu, long count, LossCause cause) {
        followsLoss = true;
        out.append(prefix).append("CPU:").appendSigned(cpu).append(" [");
        if (count >= 0) {
            out.appendUnsigned(count).append(' ');
        }
        out.append("EVENTS DROPPED]\n");
        copyCharacters();
    }

    @Override
    public void onLate(int cpu, long byNs) {
        if (style.everyLine()) {
            out.append(prefix);
        }
        out.append("CPU:")
                .appendSigned(cpu)
                .append(" [LATE BY ")
                .appendSigned(byNs)
                .append(" NS]\n");
        copyCharacters();
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
        out.append('.');
    }

    private static byte[] column(String name) {
        StringBuilder column = new StringBuilder(": ");
        CharacterRule.NAME.append(name, column);
        column.append(": ");
        Digits.fill(column.length(), NAME_WIDTH - Utf8.length(name), ' ', column);
        return utf8(column.toString());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
