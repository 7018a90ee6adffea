package io.ringtail.reader.text;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.reader.EventSink;
import io.ringtail.reader.EventView;
import io.ringtail.reader.LossCause;
import org.jspecify.annotations.Nullable;

/**
 * Prints events as JSON objects, one per line: {@code
 * {"ts":ns,"cpu":0,"tid":2,"pid":1,"comm":"main","event":"load:tick","fields":{…}}}.
 *
 * <p>Integers are numbers, even if text shows them in hexadecimal; named values and texts are strings; an unknown
 * process or thread name is null. An event of an instance's buffer begins with {@code "buffer":"NAME"}. An event with an unknown id has {@code "event":null} and its id as the only field.
 */
public final class JsonPrinter implements EventSink {
    private final StringBuilder out;
    private final ThreadTexts threads = new ThreadTexts(JsonPrinter::appendThread);
    private final StringBuilder bufferText = new StringBuilder();
    private final JsonFields fields = new JsonFields();

    /** Creates a printer that appends each event and loss to {@code out} as a line, newline included. */
    public JsonPrinter(StringBuilder out) {
        this.out = out;
    }

    @Override
    public void onEvent(EventView event) {
        Digits.appendUnsigned(
                event.timestampNs(), out.append('{').append(bufferText).append("\"ts\":"));
        out.append(threads.of(event, event.pid(), 0).text());
        EventFormat format = event.format();
        if (format == null) {
            out.append("\"event\":null,\"fields\":{\"common_type\":").append(event.id());
        } else {
            appendFields(event, format);
        }
        out.append("}}\n");
    }

    @Override
    public void onBuffer(String name) {
        bufferText.setLength(0);
        if (!name.isEmpty()) {
            JsonFields.appendString(name, bufferText.append("\"buffer\":"));
            bufferText.append(',');
        }
    }

    @Override
    public void onLost(int cpu, long count, LossCause cause) {
        out.append('{').append(bufferText).append("\"cpu\":").append(cpu).append(",\"lost\":");
        if (count >= 0) {
            out.append(count);
        } else {
            out.append("null");
        }
        out.append("}\n");
    }

    @Override
    public void onLate(int cpu, long byNs) {
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
            JsonFields.appendString(comm, out);
            out.append(',');
        }
    }

    private void appendFields(EventView event, EventFormat format) {
        JsonShape shape = fields.shape(event, format);
        out.append(shape.opening());
        JsonFields.append(event, format, shape, out);
    }
}
