package io.ringtail.reader.filter;

import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.EventSchema;
import io.ringtail.proto.event.FieldType;
import io.ringtail.proto.event.FormatText;
import io.ringtail.proto.event.InvalidFormatException;
import io.ringtail.reader.EventSink;
import io.ringtail.reader.EventView;
import io.ringtail.reader.LossCause;
import io.ringtail.reader.format.EventCatalog;
import io.ringtail.reader.format.EventDecoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;

/** Events to choose from: an order with a field of each kind, and an event with other fields. */
final class Orders {
    static final int ID = 300;
    static final int OTHER_ID = 301;
    static final int TID = 42;
    static final int PID = 40;
    static final int CPU = 3;

    static final EventSchema ORDER = EventSchema.builder("shop", "order")
            .field("small", FieldType.S16)
            .field("large", FieldType.U64)
            .field("paid", FieldType.BOOL)
            .field("price", FieldType.F64)
            .symbols("state", FieldType.S8, Map.of(1L, "OPEN", 2L, "IN TRANSIT", -1L, "LOST"))
            .chars("code", 4)
            .field("duration_ns", FieldType.U64)
            .field("wait_ms", FieldType.U32)
            .field("ratio", FieldType.F32)
            .field("flags", FieldType.U8)
            .field("customer", FieldType.STRING)
            .build();
    static final EventSchema OTHER = EventSchema.builder("web", "request")
            .field("status", FieldType.U16)
            .field("pid", FieldType.S32)
            .build();

    private final EventCatalog catalog = new EventCatalog();

    Orders() throws InvalidFormatException {
        this(format());
    }

    Orders(String format) throws InvalidFormatException {
        catalog.register("shop", EventFormat.parse(format));
        catalog.register("web", EventFormat.parse(FormatText.formatText(OTHER, OTHER_ID, "request")));
    }

    static String format() {
        return FormatText.formatText(ORDER, ID, "order");
    }

    /** small=-7 large=2^64-1 paid=1 price=2.5 state=IN TRANSIT code=xy duration 150 ms wait 20 ms ratio=0.1 flags=6. */
    static ByteBuffer order(String customer) {
        byte[] name = customer.getBytes(StandardCharsets.UTF_8);
        int fixed = ORDER.fixedSize();
        ByteBuffer payload = ByteBuffer.allocate(fixed + name.length + 1).order(ByteOrder.LITTLE_ENDIAN);
        payload.putShort(0, (short) ID).putInt(4, TID);
        payload.putShort(at("small"), (short) -7)
                .putLong(at("large"), -1)
                .put(at("paid"), (byte) 1)
                .putDouble(at("price"), 2.5)
                .put(at("state"), (byte) 2)
                .put(at("code"), new byte[] {'x', 'y', 0, 0})
                .putLong(at("duration_ns"), 150_000_000)
                .putInt(at("wait_ms"), 20)
                .putFloat(at("ratio"), 0.1f)
                .put(at("flags"), (byte) 6)
                .putInt(at("customer"), (name.length + 1) << 16 | fixed)
                .put(fixed, name);
        return payload;
    }

    static ByteBuffer request() {
        ByteBuffer payload = ByteBuffer.allocate(OTHER.fixedSize()).order(ByteOrder.LITTLE_ENDIAN);
        payload.putShort(0, (short) OTHER_ID).putInt(4, TID);
        payload.putShort(OTHER.fields().get(0).offset(), (short) 500)
                .putInt(OTHER.fields().get(1).offset(), 7);
        return payload;
    }

    static int at(String field) {
        return ORDER.fields().stream()
                .filter(each -> each.name().equals(field))
                .findFirst()
                .orElseThrow()
                .offset();
    }

    /** Shows an event to whoever wants to see it. */
    void show(ByteBuffer payload, Consumer<EventView> viewer) {
        decoder(viewer).event(payload, 0, payload.capacity(), 1, CPU);
    }

    EventDecoder decoder(Consumer<EventView> viewer) {
        return new EventDecoder(catalog, tid -> tid == TID ? "main" : null, tid -> PID, new EventSink() {
            @Override
            public void onEvent(EventView event) {
                viewer.accept(event);
            }

            @Override
            public void onLost(int cpu, long count, LossCause cause) {
                throw new AssertionError();
            }

            @Override
            public void onLate(int cpu, long byNs) {
                throw new AssertionError();
            }
        });
    }
}
