package io.ringtail.reader.text;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Events as JSON objects, one a line: {@code {"ts":ns,"cpu":0,"tid":2,"pid":1,"comm":"main","event":"load:tick","fields":{…}}}.
 *
 * <p>Integers are numbers, also where text shows them in hexadecimal; named values and texts are strings; an unknown
 * process or thread name is null. An event with an unknown id has {@code "event":null} and its id as the one field.
 */
public final class JsonPrinter implements EventFormatter {
    private final EventCatalog catalog;
    private final IntFunction<@Nullable String> comms;
    private final IntUnaryOperator pids;
    private final ThreadTexts threads = new ThreadTexts(JsonPrinter::appendThread);
    private final Payload payload = new Payload();

    /**
     * Makes a printer for one thread.
     *
     * @param comms gives a thread's name by its id, or null; asked once an event
     */
    public JsonPrinter(EventCatalog catalog, IntFunction<@Nullable String> comms) {
        this(catalog, comms, tid -> 0);
    }

    /**
     * Makes a printer for one thread.
     *
     * @param comms gives a thread's name by its id, or null; asked once an event
     * @param pids gives a thread's process by the thread's id, or 0; asked once an event
     */
    public JsonPrinter(EventCatalog catalog, IntFunction<@Nullable String> comms, IntUnaryOperator pids) {
        this.catalog = catalog;
        this.comms = comms;
        this.pids = pids;
    }

    @Override
    public void event(
            ByteBuffer page, int payloadOffset, int payloadLength, long timestampNs, int cpu, StringBuilder out) {
        payload.wrap(page, payloadOffset, payloadLength);
        Digits.appendUnsigned(timestampNs, out.append("{\"ts\":"));
        int threadId = payload.threadId();
        String comm = threadId == 0 ? "<idle>" : comms.apply(threadId);
        threads.append(threadId, pids.applyAsInt(threadId), comm, cpu, 0, out);
        CompiledEvent event = catalog.find(payload.eventId());
        if (event == null) {
            out.append("\"event\":null,\"fields\":{\"common_type\":").append(payload.eventId());
        } else {
            appendFields(event, out);
        }
        out.append("}}\n");
    }

    @Override
    public void lost(int cpu, long lost, StringBuilder out) {
        out.append("{\"cpu\":").append(cpu).append(",\"lost\":");
        if (lost >= 0) {
            out.append(lost);
        } else {
            out.append("null");
        }
        out.append("}\n");
    }

    @Override
    public void late(int cpu, long byNs, StringBuilder out) {
        out.append("{\"cpu\":").append(cpu).append(",\"late_ns\":").append(byNs).append("}\n");
    }

    private static void appendThread(
            int threadId, int pid, @Nullable String comm, int cpu, long seconds, StringBuilder out) {
        out.append(",\"cpu\":").append(cpu).append(",\"tid\":").append(threadId).append(",\"pid\":");
        if (pid == 0) {
            out.append("null");
        } else {
            out.append(pid);
        }
        out.append(",\"comm\":");
        if (comm == null) {
            out.append("null,");
        } else {
            CharacterRule.JSON.append(comm, out.append('"'));
            out.append("\",");
        }
    }

    private void appendFields(CompiledEvent event, StringBuilder out) {
        out.append(event.opening());
        List<JsonField> members = event.members();
        for (int i = 0; i < members.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            members.get(i).append(payload, out);
        }
    }
}
