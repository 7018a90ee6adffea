package io.ringtail.report;

import java.nio.ByteBuffer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Events as the lines of {@code trace-cmd report -t}: name, thread, CPU, time in ns, event, what it says. */
public final class EventPrinter implements EventFormatter {
    private static final long NS_PER_SECOND = 1_000_000_000L;
    private static final int COMM_WIDTH = 16;
    private static final int THREAD_WIDTH = 5;
    private static final int SECONDS_WIDTH = 5;
    private static final String UNKNOWN = "[UNKNOWN EVENT][UNKNOWN EVENT] (NULL):               [UNKNOWN EVENT]";

    private final EventCatalog catalog;
    private final LearnedComms comms;
    private final Payload payload = new Payload();

    /**
     * Makes a printer for one thread.
     *
     * @param comms gives a thread's name by its id, or null; asked once an event
     */
    public EventPrinter(EventCatalog catalog, IntFunction<@Nullable String> comms) {
        this.catalog = catalog;
        this.comms = new LearnedComms(comms);
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
        appendThread(payload.threadId(), out);
        Digits.appendPadded(cpu, 3, out.append('['));
        appendTime(timestampNs, out.append("] "));
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

    private void appendThread(int threadId, StringBuilder out) {
        int start = out.length();
        String comm = threadId == 0 ? "<idle>" : comms.name(threadId);
        CharacterRule.NAME.append(comm == null ? "<...>" : comm, out);
        Digits.fill(start, COMM_WIDTH - (out.length() - start), ' ', out);
        int idStart = out.append('-').length();
        out.append(threadId);
        Digits.fill(out.length(), THREAD_WIDTH - (out.length() - idStart), ' ', out);
        out.append(' ');
    }

    private static void appendTime(long timestampNs, StringBuilder out) {
        long seconds = Long.divideUnsigned(timestampNs, NS_PER_SECOND);
        int start = out.length();
        out.append(seconds);
        Digits.fill(start, SECONDS_WIDTH - (out.length() - start), ' ', out);
        Digits.appendPadded(timestampNs - seconds * NS_PER_SECOND, 9, out.append('.'));
    }
}
