package io.ringtail.kafka.read;

import io.ringtail.kafka.client.ClientSettings;
import io.ringtail.kafka.record.Claim;
import io.ringtail.kafka.record.MetaKey;
import io.ringtail.kafka.record.PageKey;
import io.ringtail.kafka.record.PagesRecord;
import io.ringtail.kafka.record.ShippedPage;
import io.ringtail.proto.event.EventSchema;
import io.ringtail.proto.event.FieldType;
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
import io.ringtail.reader.fleet.FleetQuery;
import io.ringtail.reader.fleet.FleetSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/**
 * The topics of a fleet in memory. Each host has one ring buffer with events {@code t:n(value)}, and a wall clock that is
 * {@link #OFFSET} ahead of its own clock.
 */
public final class FleetTopic {
    /** What is added to a time of an event to get that of the wall clock, ns. */
    public static final long OFFSET = 1_000_000_000_000L;

    static final UUID BOOT = new UUID(1, 2);
    static final int SUBBUF = 4096;

    private static final int EVENT = 40;
    private static final int PAYLOAD = 16;
    private static final int MOST_EVENT_BYTES = 2 * Long.BYTES + PAYLOAD;
    private static final long FAILED_READ_NS = TimeUnit.SECONDS.toNanos(20);
    private static final String PAGES = "ringtail.pages";
    private static final String META = "ringtail.meta";

    private final int partitions;
    private final List<ConsumerRecord<byte[], byte[]>> pages = new ArrayList<>();
    private final List<ConsumerRecord<byte[], byte[]>> meta = new ArrayList<>();
    private final Map<PageKey, Long> counted = new HashMap<>();
    private long waitedNs;
    private long wallNs;
    private long mostHeld = 64L << 20;
    private int emptyReads;
    private int goodReads;
    private int failedReads;
    private boolean oneByOne;

    /** Creates topics without records. */
    public FleetTopic(int partitions) {
        this.partitions = partitions;
    }

    /** Describes a host's ring buffer. */
    public void describe(String host, long generation) {
        EventSchema schema =
                EventSchema.builder("t", "n").field("value", FieldType.U64).build();
        put(
                host,
                generation,
                MetaKey.Kind.FORMAT,
                EVENT,
                FrameEncoder.format(EVENT, "t", FormatText.formatText(schema, EVENT, "n")));
        put(host, generation, MetaKey.Kind.THREAD, 7, FrameEncoder.cmdline(7, 5, "worker"));
        StreamHeader hello = new StreamHeader(
                SUBBUF, 4, BufferMode.OVERWRITE, BOOT, "mono", "kernel-name", "", "", new ClockPair(0, OFFSET));
        put(host, generation, MetaKey.Kind.HELLO, 0, FrameEncoder.hello(hello));
    }

    private void put(String host, long generation, MetaKey.Kind kind, int id, byte[] value) {
        addMeta(new MetaKey(host, BOOT, generation, kind, id).bytes(), value);
    }

    void addMeta(byte[] key, byte[] value) {
        meta.add(record(META, 0, meta.size(), key, value, new RecordHeaders()));
    }

    /** Lets the next reads of {@code PREFIX.meta} find nothing, and some after them fail, each after 20 s. */
    void describeLate(int empty, int failed) {
        emptyReads = empty;
        failedReads = failed;
    }

    /** Lets the first read of {@code PREFIX.meta} succeed, and all later ones fail. */
    void describeOnce() {
        goodReads = 1;
        failedReads = Integer.MAX_VALUE;
    }

    /** Lets a reader get each page by a poll of its own. */
    void giveOneByOne() {
        oneByOne = true;
    }

    void claim(int partition, String host, int cpu, long session) {
        add(partition, new Claim(new PageKey(host, BOOT, cpu), session, 1));
    }

    /** Ships the next page of a CPU: a loss, then events of these times, whose values are their times. */
    void ship(int partition, String host, int cpu, long lost, long... times) {
        PageKey key = new PageKey(host, BOOT, cpu);
        long from = counted.getOrDefault(key, 0L);
        ship(partition, 1, key, 1, from, lost, times);
        counted.put(key, from + lost + times.length);
    }

    /** Ships a page that begins after a number of the CPU's events. */
    void ship(int partition, long session, PageKey key, long generation, long from, long lost, long... times) {
        add(partition, page(session, key, generation, from, lost, times));
    }

    /** Returns a page of a CPU after no events, which loses some, and has events of these times. */
    public static ShippedPage page(String host, int cpu, long lost, long... times) {
        return page(1, new PageKey(host, BOOT, cpu), 1, 0, lost, times);
    }

    private static ShippedPage page(long session, PageKey key, long generation, long from, long lost, long... times) {
        ClockReading clock = new ClockReading(new ClockPair(0, OFFSET), 100);
        long to = from + lost + times.length;
        byte[] frame = frame(key.cpu(), lost, times);
        return new ShippedPage(key, session, generation, 1, at(from), at(to), clock, frame);
    }

    /** Leaves out the next page of a CPU with so many events. */
    void skip(String host, int cpu, long events) {
        counted.merge(new PageKey(host, BOOT, cpu), events, Long::sum);
    }

    private static Position at(long events) {
        return new Position(events / 100, (int) (events % 100) * 4, events, 0, 0);
    }

    private static byte[] frame(int cpu, long lost, long... times) {
        int most = Math.max(SUBBUF, PageHeader.LENGTH + Long.BYTES + times.length * MOST_EVENT_BYTES);
        byte[] bytes = new byte[FrameDescriptor.PAGE_DATA_OFFSET + most];
        ByteBuffer frame = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer page = frame.slice(FrameDescriptor.PAGE_DATA_OFFSET, most).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer payload = ByteBuffer.allocate(PAYLOAD).order(ByteOrder.LITTLE_ENDIAN);
        PageWriter writer = new PageWriter();
        writer.begin(page, times.length == 0 ? 0 : times[0]);
        for (long time : times) {
            payload.putShort(0, (short) EVENT).putInt(4, 7).putLong(8, time);
            writer.add(time, payload, 0, PAYLOAD);
        }
        int length = PageHeader.write(page, 0, writer.base(), writer.length() - PageHeader.LENGTH, lost);
        return Arrays.copyOf(bytes, FrameEncoder.pageHeader(frame, cpu, 0, 0, 0, length));
    }

    void add(int partition, PagesRecord next) {
        RecordHeaders headers = new RecordHeaders();
        next.headers().forEach(headers::add);
        add(partition, next.key().bytes(), next.value(), headers);
    }

    void add(int partition, byte[] key, byte[] value, RecordHeaders headers) {
        pages.add(record(PAGES, partition, end(partition), key, value, headers));
    }

    private long end(int partition) {
        return pages.stream().filter(each -> each.partition() == partition).count();
    }

    private static ConsumerRecord<byte[], byte[]> record(
            String topic, int partition, long offset, byte[] key, byte[] value, RecordHeaders headers) {
        return new ConsumerRecord<>(
                topic,
                partition,
                offset,
                0,
                TimestampType.CREATE_TIME,
                key.length,
                value.length,
                key,
                value,
                headers,
                Optional.empty());
    }

    /** Sets what readers take for the wall clock's time, which moves on whenever they read it. */
    void setWallNs(long ns) {
        wallNs = ns;
    }

    /** Sets the bytes of pages that readers may hold. */
    void setMostHeld(long bytes) {
        mostHeld = bytes;
    }

    /** Lets time pass for readers. */
    void pass(long ns) {
        waitedNs += ns;
    }

    /** Returns all partitions of {@code PREFIX.pages}. */
    List<TopicPartition> partitions() {
        return IntStream.range(0, partitions)
                .mapToObj(number -> new TopicPartition(PAGES, number))
                .toList();
    }

    /** Returns a reader of what is in the topics now. */
    PagesReader reader(FleetQuery query, PageTarget target, List<String> notices) throws IOException {
        return reader(query, target, notices, new MockConsumer<>("earliest"));
    }

    /**
     * Returns a reader of what is in the topics now.
     *
     * @param empty a consumer, which gives the pages when it is next polled after what is scheduled with it
     */
    PagesReader reader(FleetQuery query, PageTarget target, List<String> notices, MockConsumer<byte[], byte[]> empty)
            throws IOException {
        HostBuffers buffers = new HostBuffers(host -> true);
        MetaReader metaReader = new MetaReader(metaConsumer(), META, 1, buffers);
        MockConsumer<byte[], byte[]> consumer = fill(empty, PAGES, partitions, pages);
        if (oneByOne) {
            consumer.setMaxPollRecords(1);
        }
        PagesConsumer pagesConsumer = new PagesConsumer(consumer, PAGES, partitions, query, () -> wallNs++);
        ClientSettings settings = ClientSettings.of(new FleetSettings("127.0.0.1:1", "ringtail", null));
        return new PagesReader(
                query,
                settings,
                buffers,
                metaReader,
                pagesConsumer,
                target,
                notices::add,
                () -> System.nanoTime() + waitedNs,
                mostHeld);
    }

    /** Returns a decoder of pages, by what is in the topics now. */
    public PageDecoder decoder() {
        return decoder(System::nanoTime);
    }

    PageDecoder decoder(LongSupplier nanoTime) {
        MockConsumer<byte[], byte[]> consumer = metaConsumer();
        consumer.updatePartitions(META, List.of(new PartitionInfo(META, 0, null, new Node[0], new Node[0])));
        return new PageDecoder(consumer, META, nanoTime);
    }

    private MockConsumer<byte[], byte[]> metaConsumer() {
        return fill(new LateMeta(), META, 1, meta);
    }

    /** A consumer whose topic seems to be empty at first, and then does not answer. */
    private final class LateMeta extends MockConsumer<byte[], byte[]> {
        LateMeta() {
            super("earliest");
        }

        @Override
        public synchronized Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
            if (emptyReads > 0) {
                emptyReads--;
                return partitions.stream().collect(Collectors.toMap(each -> each, each -> 0L));
            }
            if (goodReads > 0) {
                goodReads--;
            } else if (failedReads > 0) {
                failedReads--;
                waitedNs += FAILED_READ_NS;
                throw new TimeoutException("no broker answers");
            }
            return super.endOffsets(partitions);
        }
    }

    /** Lets a consumer give all records when it is first polled. */
    private static MockConsumer<byte[], byte[]> fill(
            MockConsumer<byte[], byte[]> consumer,
            String topic,
            int partitions,
            List<ConsumerRecord<byte[], byte[]>> records) {
        for (int i = 0; i < partitions; i++) {
            int number = i;
            TopicPartition partition = new TopicPartition(topic, number);
            consumer.updateBeginningOffsets(Map.of(partition, 0L));
            consumer.updateEndOffsets(Map.of(
                    partition,
                    records.stream().filter(each -> each.partition() == number).count()));
        }
        consumer.schedulePollTask(() -> records.forEach(consumer::addRecord));
        return consumer;
    }
}
