package io.ringtail.reader.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.EventSchema;
import io.ringtail.proto.event.FieldType;
import io.ringtail.proto.event.FormatText;
import io.ringtail.reader.EventSink;
import io.ringtail.reader.EventView;
import io.ringtail.reader.FieldKind;
import io.ringtail.reader.LossCause;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a sink sees of an event, field by field. */
final class EventDecoderTest {
    private static final int ID = 300;
    private static final int TID = 42;

    private final EventSchema schema = EventSchema.builder("shop", "order")
            .field("small", FieldType.S16)
            .field("large", FieldType.U64)
            .field("paid", FieldType.BOOL)
            .field("price", FieldType.F64)
            .symbols("state", FieldType.U8, Map.of(1L, "OPEN", 2L, "SHIPPED"))
            .chars("code", 4)
            .field("customer", FieldType.STRING)
            .build();
    private final EventCatalog catalog = new EventCatalog();

    EventDecoderTest() throws Exception {
        catalog.register("shop", EventFormat.parse(FormatText.formatText(schema, ID, "order")));
    }

    private ByteBuffer payload(int state) {
        byte[] customer = "ada".getBytes(StandardCharsets.US_ASCII);
        int fixed = schema.fixedSize();
        ByteBuffer payload = ByteBuffer.allocate(fixed + customer.length + 1).order(ByteOrder.LITTLE_ENDIAN);
        payload.putShort(0, (short) ID).putInt(4, TID);
        payload.putShort(at("small"), (short) -7)
                .putLong(at("large"), -1)
                .put(at("paid"), (byte) 1)
                .putDouble(at("price"), 2.5)
                .put(at("state"), (byte) state)
                .put(at("code"), new byte[] {'x', 'y', 0, 0})
                .putInt(at("customer"), (customer.length + 1) << 16 | fixed)
                .put(fixed, customer);
        return payload;
    }

    private int at(String field) {
        return schema.fields().stream()
                .filter(one -> one.name().equals(field))
                .findFirst()
                .orElseThrow()
                .offset();
    }

    private EventDecoder decoder(Consumer<EventView> events) {
        return new EventDecoder(catalog, tid -> tid == TID ? "main" : null, tid -> 7, new EventSink() {
            @Override
            public void onEvent(EventView event) {
                events.accept(event);
            }

            @Override
            public void onLost(int cpu, long count, LossCause cause) {
                throw new AssertionError("lost " + count);
            }

            @Override
            public void onLate(int cpu, long byNs) {
                throw new AssertionError("late by " + byNs);
            }
        });
    }

    private static int index(EventView event, String field) {
        List<String> names = Objects.requireNonNull(event.format()).fields().stream()
                .map(one -> one.name())
                .toList();
        return names.indexOf(field);
    }

    @Test
    void shouldGiveEachFieldByItsKind() {
        ByteBuffer payload = payload(2);
        List<EventView> seen = new ArrayList<>();
        decoder(event -> {
                    seen.add(event);
                    assertThat(event.timestampNs()).isEqualTo(5);
                    assertThat(event.cpu()).isEqualTo(3);
                    assertThat(event.id()).isEqualTo(ID);
                    assertThat(event.tid()).isEqualTo(TID);
                    assertThat(event.pid()).isEqualTo(7);
                    assertThat(event.comm()).isEqualTo("main");
                    assertThat(event.system()).isEqualTo("shop");
                    assertThat(event.isCommon(0)).isTrue();
                    assertThat(event.isCommon(index(event, "small"))).isFalse();
                    assertThat(event.number(index(event, "small"))).isEqualTo(-7);
                    assertThat(event.number(index(event, "large"))).isEqualTo(-1);
                    assertThat(event.kind(index(event, "paid"))).isEqualTo(FieldKind.BOOLEAN);
                    assertThat(event.number(index(event, "paid"))).isEqualTo(1);
                    assertThat(event.floating(index(event, "price"))).isEqualTo(2.5);
                    assertThat(event.floating(index(event, "small"))).isEqualTo(-7.0);
                    assertThat(event.label(index(event, "state"))).isEqualTo("SHIPPED");
                    assertThat(event.label(index(event, "small"))).isNull();
                    assertThat(event.text(index(event, "code"))).hasToString("xy");
                    assertThat(event.text(index(event, "customer"))).hasToString("ada");
                    assertThat(event.text(index(event, "price"))).isEmpty();
                    assertThat(event.elements(index(event, "price"))).isZero();
                    StringBuilder printed = new StringBuilder();
                    event.print(printed);
                    assertThat(printed).contains("price=2.5", "customer=ada");
                })
                .event(payload, 0, payload.limit(), 5, 3);
        assertThat(seen).hasSize(1);
    }

    @Test
    void shouldGiveAnUnknownEventWithoutFields() {
        ByteBuffer payload = payload(1).putShort(0, (short) 9);
        decoder(event -> {
                    assertThat(event.id()).isEqualTo(9);
                    assertThat(event.format()).isNull();
                    assertThat(event.system()).isNull();
                    assertThat(event.fields()).isZero();
                    assertThatThrownBy(() -> event.number(0)).isInstanceOf(IndexOutOfBoundsException.class);
                })
                .event(payload, 0, payload.limit(), 5, 3);
    }

    @Test
    void shouldReadZeroOutsideOfAShortPayload() {
        ByteBuffer payload = payload(1);
        decoder(event -> {
                    assertThat(event.number(index(event, "large"))).isZero();
                    assertThat(event.floating(index(event, "price"))).isZero();
                    assertThat(event.text(index(event, "customer"))).isEmpty();
                })
                .event(payload, 0, 8, 5, 3);
    }

    @Test
    void shouldSayWhetherALossWasCounted() {
        List<String> losses = new ArrayList<>();
        EventDecoder decoder = new EventDecoder(catalog, tid -> null, tid -> 0, new EventSink() {
            @Override
            public void onEvent(EventView event) {}

            @Override
            public void onLost(int cpu, long count, LossCause cause) {
                losses.add(cpu + " " + count + " " + cause);
            }

            @Override
            public void onLate(int cpu, long byNs) {}
        });
        decoder.onLost(1, 17);
        decoder.onLost(2, -1);
        assertThat(losses).containsExactly("1 17 OVERRUN", "2 -1 UNCOUNTED");
    }

    @Test
    void shouldAllocateNothingPerEvent() {
        ByteBuffer payload = payload(2);
        long[] sum = new long[1];
        EventDecoder decoder = decoder(event -> {
            for (int i = 0; i < event.fields(); i++) {
                String label = event.label(i);
                sum[0] += event.number(i) + event.text(i).length() + (label == null ? 0 : label.length());
                sum[0] += (long) event.floating(i) + event.elements(i);
            }
            sum[0] += event.tid() + Objects.requireNonNull(event.comm()).length();
        });
        decode(decoder, payload, 20_000);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        decode(decoder, payload, 100_000);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100_000);
        assertThat(sum[0]).isNotZero();
    }

    private static void decode(EventDecoder decoder, ByteBuffer payload, int events) {
        for (int i = 0; i < events; i++) {
            decoder.event(payload, 0, payload.limit(), i, 0);
        }
    }
}
