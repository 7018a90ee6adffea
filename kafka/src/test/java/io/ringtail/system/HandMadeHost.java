package io.ringtail.system;

import io.ringtail.kafka.record.MetaKey;
import io.ringtail.kafka.record.PageKey;
import io.ringtail.kafka.record.ShippedPage;
import io.ringtail.proto.event.EventSchema;
import io.ringtail.proto.event.FormatText;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.page.PageHeader;
import io.ringtail.proto.page.PageWriter;
import io.ringtail.proto.stream.ClockPair;
import io.ringtail.proto.stream.ClockReading;
import io.ringtail.proto.stream.FrameDescriptor;
import io.ringtail.proto.stream.FrameEncoder;
import io.ringtail.proto.stream.Position;
import io.ringtail.proto.stream.StreamHeader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A host whose records a test writes as its shipper would: one CPU, events at known times of the wall clock, and a
 * monotonic clock of its own. Each page is a sub-buffer. For one thread.
 */
final class HandMadeHost {
    private static final int SUBBUF = 4096;
    private static final int PAYLOAD = 16;
    private static final long GENERATION = 1;
    private static final long SESSION = 1;

    private final Producer<byte[], byte[]> producer;
    private final PageKey key;
    private final ClockPair clock;
    private final long uncertaintyNs;
    private final PageWriter writer = new PageWriter();
    private final ByteBuffer payload = ByteBuffer.allocate(PAYLOAD).order(ByteOrder.LITTLE_ENDIAN);
    private final List<Event> waiting = new ArrayList<>();
    private int formats;
    private long counted;
    private long pages;

    /** An event that is on no page yet. */
    private record Event(int id, int tid, long wallNs, long value) {}

    /**
     * Creates a host without records.
     *
     * @param clock the moment at which both its clocks were read
     */
    HandMadeHost(Producer<byte[], byte[]> producer, String name, ClockPair clock, long uncertaintyNs) {
        this.producer = producer;
        this.key = new PageKey(name, UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)), 0);
        this.clock = clock;
        this.uncertaintyNs = uncertaintyNs;
        StreamHeader hello =
                new StreamHeader(SUBBUF, 1, BufferMode.OVERWRITE, key.boot(), "mono", "kernel-name", "", "", clock);
        meta(MetaKey.Kind.HELLO, 0, FrameEncoder.hello(hello));
    }

    /** Describes an event. */
    HandMadeHost format(int id, EventSchema schema) {
        String text = FormatText.formatText(schema, id, schema.name());
        formats++;
        return meta(MetaKey.Kind.FORMAT, id, FrameEncoder.format(id, schema.system(), text));
    }

    HandMadeHost thread(int tid, int pid, String name) {
        return meta(MetaKey.Kind.THREAD, tid, FrameEncoder.cmdline(tid, pid, name));
    }

    private HandMadeHost meta(MetaKey.Kind kind, int id, byte[] value) {
        byte[] name = new MetaKey(key.host(), key.boot(), GENERATION, kind, id).bytes();
        producer.send(new ProducerRecord<>("ringtail.meta", name, value));
        return this;
    }

    /** Adds an event to the next page. */
    HandMadeHost event(int id, int tid, long wallNs, long value) {
        waiting.add(new Event(id, tid, wallNs, value));
        return this;
    }

    /**
     * Ships the events.
     *
     * @param lost how many events were lost before them
     * @param errorNs how far the page's reading of the wall clock is from the truth
     */
    void ship(long lost, long errorNs) {
        ClockReading reading =
                new ClockReading(new ClockPair(clock.monotonicNs(), clock.realtimeNs() + errorNs), uncertaintyNs);
        Position begin = position();
        byte[] frame = frame(lost);
        pages++;
        counted += lost + waiting.size();
        ShippedPage page = new ShippedPage(key, SESSION, GENERATION, formats, begin, position(), reading, frame);
        List<Header> headers = page.headers();
        producer.send(new ProducerRecord<>("ringtail.pages", null, page.key().bytes(), page.value(), headers));
        waiting.clear();
    }

    private Position position() {
        return new Position(pages, 0, counted, 0, 0);
    }

    private byte[] frame(long lost) {
        byte[] bytes = new byte[FrameDescriptor.PAGE_DATA_OFFSET + SUBBUF];
        ByteBuffer frame = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer page = frame.slice(FrameDescriptor.PAGE_DATA_OFFSET, SUBBUF).order(ByteOrder.LITTLE_ENDIAN);
        writer.begin(page, monotonicNs(waiting.get(0)));
        for (Event each : waiting) {
            payload.putShort(0, (short) each.id()).putInt(4, each.tid()).putLong(8, each.value());
            writer.add(monotonicNs(each), payload, 0, PAYLOAD);
        }
        int end = writer.length() - PageHeader.LENGTH;
        int length = PageHeader.write(page, 0, writer.base(), end, lost);
        return Arrays.copyOf(bytes, FrameEncoder.pageHeader(frame, key.cpu(), pages, 0, end, length));
    }

    private long monotonicNs(Event event) {
        return event.wallNs() - clock.offsetNs();
    }
}
