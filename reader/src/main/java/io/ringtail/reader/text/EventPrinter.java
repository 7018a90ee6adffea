package io.ringtail.reader.text;

import java.nio.ByteBuffer;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Events as the lines of {@code trace-cmd report -t}: name, thread, CPU, time in ns, event, what it says. */
public final class EventPrinter implements EventFormatter {
    private static final long NS_PER_SECOND = 1_000_000_000L;
    private static final int COMM_WIDTH = 16;
    private static final int THREAD_WIDTH = 5;
    private static final int SECONDS_WIDTH = 5;
    private static final String UNKNOWN_PROCESS = "-----";
    private static final String UNKNOWN = "[UNKNOWN EVENT][UNKNOWN EVENT] (NULL):               [UNKNOWN EVENT]";

    private final EventCatalog catalog;
    private final LearnedComms comms;
    private final IntUnaryOperator pids;
    private final ThreadTexts threads;
    private final Payload payload = new Payload();

    /**
     * Makes a printer for one thread.
     *
     * @param comms gives a thread's name by its id, or null; asked once an event
     */
    public EventPrinter(EventCatalog catalog, IntFunction<@Nullable String> comms) {
        this(catalog, comms, tid -> 0, EventPrinter::appendThread);
    }

    private EventPrinter(
            EventCatalog catalog, IntFunction<@Nullable String> comms, IntUnaryOperator pids, ThreadTexts.Form form) {
        this.catalog = catalog;
        this.comms = new LearnedComms(comms);
        this.pids = pids;
        this.threads = new ThreadTexts(form);
    }

    /**
     * A printer that shows each event's process after its thread, as ftrace does with {@code options/record-tgid}.
     *
     * @param pids gives a thread's process by the thread's id, or 0; asked once an event
     */
    public static EventPrinter withProcesses(
            EventCatalog catalog, IntFunction<@Nullable String> comms, IntUnaryOperator pids) {
        return new EventPrinter(catalog, comms, pids, EventPrinter::appendThreadAndProcess);
    }

    @Override
    public void event(
            ByteBuffer page, int payloadOffset, int payloadLength, long timestampNs, int cpu, StringBuilder out) {
        payload.wrap(page, payloadOffset, payloadLength);
        CompiledEvent event = catalog.find(payload.eventId());
        if (event == null) {
            out.append(UNKNOWN).append('\n');
            return;
        }
        int threadId = payload.threadId();
        String comm = threadId == 0 ? "<idle>" : comms.name(threadId);
        long seconds = Long.divideUnsigned(timestampNs, NS_PER_SECOND);
        threads.append(threadId, pids.applyAsInt(threadId), comm, cpu, seconds, out);
        appendFraction((int) (timestampNs - seconds * NS_PER_SECOND), out);
        out.append(": ").append(event.column());
        event.body().append(payload, comms, out);
        if (out.charAt(out.length() - 1) != '\n') {
            out.append('\n');
        }
    }

    @Override
    public void lost(int cpu, long lost, StringBuilder out) {
        out.append("CPU:").append(cpu).append(" [");
        if (lost >= 0) {
            Digits.appendUnsigned(lost, out);
            out.append(' ');
        }
        out.append("EVENTS DROPPED]\n");
    }

    @Override
    public void late(int cpu, long byNs, StringBuilder out) {
        out.append("CPU:").append(cpu).append(" [LATE BY ").append(byNs).append(" NS]\n");
    }

    private static void appendThread(
            int threadId, int pid, @Nullable String comm, int cpu, long seconds, StringBuilder out) {
        appendName(threadId, comm, out);
        appendPlace(cpu, seconds, out);
    }

    private static void appendThreadAndProcess(
            int threadId, int pid, @Nullable String comm, int cpu, long seconds, StringBuilder out) {
        appendName(threadId, comm, out);
        out.append(" (");
        int start = out.length();
        out.append(pid == 0 ? UNKNOWN_PROCESS : Integer.toString(pid));
        Digits.fill(start, THREAD_WIDTH - (out.length() - start), ' ', out);
        appendPlace(cpu, seconds, out.append(')'));
    }

    private static void appendName(int threadId, @Nullable String comm, StringBuilder out) {
        CharacterRule.NAME.append(comm == null ? "<...>" : comm, out);
        Digits.fill(0, COMM_WIDTH - out.length(), ' ', out);
        int idStart = out.append('-').length();
        out.append(threadId);
        Digits.fill(out.length(), THREAD_WIDTH - (out.length() - idStart), ' ', out);
    }

    private static void appendPlace(int cpu, long seconds, StringBuilder out) {
        Digits.appendPadded(cpu, 3, out.append(" ["));
        int start = out.append("] ").length();
        out.append(seconds);
        Digits.fill(start, SECONDS_WIDTH - (out.length() - start), ' ', out);
    }

    /** Adds a point and nine digits. */
    private static void appendFraction(int ns, StringBuilder out) {
        int start = out.length();
        out.append((int) NS_PER_SECOND + ns).setCharAt(start, '.');
    }
}
