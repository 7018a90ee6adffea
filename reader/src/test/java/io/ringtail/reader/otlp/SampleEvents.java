package io.ringtail.reader.otlp;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.EventSchema;
import io.ringtail.proto.event.FormatText;
import io.ringtail.reader.EventSink;
import io.ringtail.reader.format.EventCatalog;
import io.ringtail.reader.format.EventDecoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Events whose types are defined by a test, decoded into a sink. All threads are of one process. */
final class SampleEvents {
    static final int PID = 7;
    static final int CPU = 3;

    private static final int FIRST_ID = 40;
    private static final int PAYLOAD = 512;

    private final EventCatalog catalog = new EventCatalog();
    private final Map<String, EventFormat> formats = new HashMap<>();
    private final EventDecoder decoder;

    SampleEvents(EventSink sink) {
        decoder = new EventDecoder(catalog, tid -> tid == PID ? "shop-main" : "worker-" + tid, tid -> PID, sink);
    }

    /** Defines an event type. */
    void define(EventSchema.Builder builder) throws Exception {
        EventSchema schema = builder.build();
        int id = FIRST_ID + formats.size();
        EventFormat format = EventFormat.parse(FormatText.formatText(schema, id, schema.name()));
        catalog.register(schema.system(), format);
        formats.put(schema.name(), format);
    }

    /**
     * Writes an event.
     *
     * @param values of its fields, in their order: numbers, booleans, doubles and texts
     */
    void write(String name, int tid, long ns, Object... values) {
        EventFormat format = Objects.requireNonNull(formats.get(name));
        ByteBuffer payload = ByteBuffer.allocate(PAYLOAD).order(ByteOrder.LITTLE_ENDIAN);
        payload.putShort(0, (short) format.id()).putInt(4, tid);
        int first = format.fields().size() - values.length;
        for (int i = 0; i < values.length; i++) {
            put(
                    payload,
                    format.fields().get(first + i).offset(),
                    format.fields().get(first + i).size(),
                    values[i]);
        }
        decoder.event(payload, 0, PAYLOAD, ns, CPU);
    }

    private static void put(ByteBuffer payload, int offset, int size, Object value) {
        if (value instanceof String text) {
            payload.put(offset, text.getBytes(StandardCharsets.UTF_8));
        } else if (value instanceof Double number) {
            payload.putDouble(offset, number);
        } else {
            long bits = value instanceof Boolean flag ? (flag ? 1 : 0) : ((Number) value).longValue();
            for (int i = 0; i < size; i++) {
                payload.put(offset + i, (byte) (bits >>> (i * Byte.SIZE)));
            }
        }
    }
}
