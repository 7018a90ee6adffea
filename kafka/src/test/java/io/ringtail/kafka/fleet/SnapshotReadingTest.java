package io.ringtail.kafka.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.kafka.client.ClientSettings;
import io.ringtail.kafka.record.MetaKey;
import io.ringtail.kafka.record.PageKey;
import io.ringtail.kafka.record.PagesRecord;
import io.ringtail.kafka.record.ShippedPage;
import io.ringtail.kafka.record.SnapshotHeader;
import io.ringtail.kafka.record.SnapshotId;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.page.PageHeader;
import io.ringtail.proto.stream.ClockPair;
import io.ringtail.proto.stream.ClockReading;
import io.ringtail.proto.stream.FrameAdapter;
import io.ringtail.proto.stream.FrameDescriptor;
import io.ringtail.proto.stream.FrameEncoder;
import io.ringtail.proto.stream.FrameListener;
import io.ringtail.proto.stream.Position;
import io.ringtail.proto.stream.StreamHeader;
import io.ringtail.reader.fleet.FleetException;
import io.ringtail.reader.fleet.FleetSettings;
import io.ringtail.reader.fleet.FleetSnapshots.Receivers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a reader of a snapshot makes of hosts of which something is missing or malformed. */
@Timeout(60)
final class SnapshotReadingTest {
    private static final SnapshotId ID = SnapshotId.of(Instant.parse("2026-01-31T12:00:00Z"));
    private static final UUID BOOT = new UUID(1, 2);
    private static final String PAGES = "ringtail.snapshots";
    private static final String META = "ringtail.meta";

    private final Map<String, List<ConsumerRecord<byte[], byte[]>>> topics =
            new HashMap<>(Map.of(PAGES, new ArrayList<>(), META, new ArrayList<>()));
    private final List<String> lines = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();

    /** A consumer that gives the records of what it is assigned, each time. */
    private final class Topics extends MockConsumer<byte[], byte[]> {
        Topics() {
            super("earliest");
            topics.keySet()
                    .forEach(topic -> updatePartitions(
                            topic, List.of(new PartitionInfo(topic, 0, null, new Node[0], new Node[0]))));
        }

        @Override
        public synchronized void assign(Collection<TopicPartition> partitions) {
            super.assign(partitions);
            for (TopicPartition each : partitions) {
                updateBeginningOffsets(Map.of(each, 0L));
                schedulePollTask(() -> records(each).forEach(this::addRecord));
            }
        }

        private List<ConsumerRecord<byte[], byte[]>> records(TopicPartition of) {
            return topics.getOrDefault(of.topic(), List.of());
        }

        @Override
        public synchronized Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> partitions) {
            Map<TopicPartition, Long> begins = new HashMap<>();
            partitions.forEach(each -> begins.put(each, 0L));
            return begins;
        }

        @Override
        public synchronized Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
            Map<TopicPartition, Long> ends = new HashMap<>();
            partitions.forEach(each -> ends.put(each, (long) records(each).size()));
            return ends;
        }

        @Override
        public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(Map<TopicPartition, Long> times) {
            Map<TopicPartition, OffsetAndTimestamp> begins = new HashMap<>();
            times.forEach((each, time) -> begins.put(each, new OffsetAndTimestamp(0, time)));
            return begins;
        }
    }

    private void put(String topic, byte[] key, byte[] value, RecordHeaders headers) {
        List<ConsumerRecord<byte[], byte[]>> records = topics.getOrDefault(topic, List.of());
        records.add(new ConsumerRecord<>(
                topic,
                0,
                records.size(),
                0,
                TimestampType.CREATE_TIME,
                key.length,
                value.length,
                key,
                value,
                headers,
                Optional.empty()));
    }

    private void describe(String host, MetaKey.Kind kind, int id, byte[] value) {
        put(META, new MetaKey(host, BOOT, 1, kind, id).bytes(), value, new RecordHeaders());
    }

    private void hello(String host) {
        StreamHeader hello = new StreamHeader(
                4096, 1, BufferMode.OVERWRITE, BOOT, "mono", host, "", "", new ClockPair(0, 1_000_000));
        describe(host, MetaKey.Kind.HELLO, 0, FrameEncoder.hello(hello));
    }

    private static byte[] page(int cpu) {
        return page(cpu, 0);
    }

    private static byte[] page(int cpu, long subbuf) {
        byte[] bytes = new byte[FrameDescriptor.PAGE_DATA_OFFSET + 4096];
        ByteBuffer frame = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int length = PageHeader.write(frame, FrameDescriptor.PAGE_DATA_OFFSET, 1, 0, 5);
        return Arrays.copyOf(bytes, FrameEncoder.pageHeader(frame, cpu, subbuf, 0, 0, length));
    }

    /** A page with zeros after its header, so that it has this length. */
    private static byte[] pageOf(int cpu, int length) {
        byte[] bytes = new byte[FrameDescriptor.PAGE_DATA_OFFSET + length];
        ByteBuffer frame = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        PageHeader.write(frame, FrameDescriptor.PAGE_DATA_OFFSET, 1, 0, 5);
        FrameEncoder.pageHeader(frame, cpu, 0, 0, 0, length);
        return bytes;
    }

    private void ship(String host, int cpu, byte[] frame) {
        ship(host, cpu, 1, 0, 5, frame);
    }

    private void ship(String host, int cpu, long session, long from, long to, byte[] frame) {
        ClockReading clock = new ClockReading(new ClockPair(0, 1_000_000), 0);
        PagesRecord page = new ShippedPage(
                new PageKey(host, BOOT, cpu),
                session,
                1,
                0,
                new Position(0, 0, from, 0, 0),
                new Position(0, 0, to, 0, 0),
                clock,
                frame);
        RecordHeaders headers = new RecordHeaders();
        page.headers().forEach(headers::add);
        headers.add(SnapshotHeader.of(ID));
        put(PAGES, page.key().bytes(), page.value(), headers);
    }

    private void read(String except) throws Exception {
        Receivers receivers = new Receivers() {
            @Override
            public FrameListener of(String host, StreamHeader hello) {
                return new FrameAdapter() {
                    @Override
                    public void onCmdline(int tid, int pid, String name) {
                        lines.add(host + " thread " + name);
                    }

                    @Override
                    public void onPage(
                            int cpu, long subbuf, int start, int end, ByteBuffer buffer, int offset, int length) {
                        lines.add(host + " page" + (subbuf == 0 ? "" : " " + subbuf));
                    }
                };
            }

            @Override
            public boolean wants(String host) {
                return !host.equals(except);
            }
        };
        ClientSettings settings = ClientSettings.of(new FleetSettings("127.0.0.1:1", "ringtail", null));
        new SnapshotReading(Topics::new, settings, ID, receivers, notices::add).read();
    }

    @Test
    void shouldReadTheOtherHostsOfOneThatNothingDescribes() throws Exception {
        ship("lost", 0, page(0));
        hello("a");
        ship("a", 0, page(0));
        read("none");
        assertThat(lines).containsExactly("a page");
        assertThat(notices).singleElement().asString().contains("has nothing of lost", "the host is left out");
    }

    @Test
    void shouldPassOverMalformedRecordsOfAHost() throws Exception {
        hello("a");
        describe("a", MetaKey.Kind.THREAD, 1, "no frame".getBytes(StandardCharsets.US_ASCII));
        describe("a", MetaKey.Kind.THREAD, 2, FrameEncoder.cmdline(2, 2, "two"));
        ship("a", 7, page(7));
        ship("a", 0, page(0));
        hello("b");
        ship("b", 0, page(0));
        read("none");
        assertThat(lines).containsExactly("a thread two", "a page", "b page");
        assertThat(notices).hasSize(2);
        assertThat(notices.get(0)).contains("a record of a is malformed: a frame of ");
        assertThat(notices.get(1)).startsWith("2 records are of no use");
    }

    @Test
    void shouldReadAPageAfterOneOfNoSubBufferThatSaysTheSame() throws Exception {
        hello("a");
        ship("a", 0, pageOf(0, 8192));
        ship("a", 0, page(0));
        read("none");
        assertThat(lines).containsExactly("a page");
        assertThat(notices.get(0)).contains("a record of a is malformed: a page of 8192 bytes");
    }

    @Test
    void shouldReadOneShipmentOfTwoShippersOfAHost() throws Exception {
        hello("a");
        ship("a", 0, 1, 0, 5, page(0, 1));
        ship("a", 0, 2, 0, 8, page(0, 11));
        ship("a", 0, 1, 5, 10, page(0, 2));
        ship("a", 0, 2, 8, 12, page(0, 12));
        ship("a", 0, 1, 10, 12, page(0, 3));
        read("none");
        assertThat(lines).containsExactly("a page 1", "a page 2", "a page 3");
        assertThat(notices).singleElement().asString().startsWith("2 pages are of another shipment of the same host");
    }

    @Test
    void shouldReadTheShipmentWithTheMostEventsThoughItHasFewerPages() throws Exception {
        hello("a");
        ship("a", 0, 1, 0, 4, page(0, 1));
        ship("a", 0, 1, 4, 8, page(0, 2));
        ship("a", 0, 2, 0, 12, page(0, 11));
        read("none");
        assertThat(lines).containsExactly("a page 11");
        assertThat(notices).singleElement().asString().startsWith("2 pages are of another shipment of the same host");
    }

    @Test
    void shouldNotChooseAShipmentByPagesThatFitNoSubBuffer() throws Exception {
        hello("a");
        ship("a", 0, 1, 0, 5, page(0, 1));
        ship("a", 0, 2, 0, 100, pageOf(0, 8192));
        ship("a", 7, 2, 0, 100, page(7));
        read("none");
        assertThat(lines).containsExactly("a page 1");
    }

    @Test
    void shouldNotChooseAShipmentByACountThatOverflows() throws Exception {
        hello("a");
        ship("a", 0, 1, 0, 5, page(0, 1));
        ship("a", 0, 2, 0, Long.MAX_VALUE, page(0, 2));
        ship("a", 0, 2, 0, Long.MAX_VALUE, page(0, 2));
        read("none");
        assertThat(lines).as("it has the most, whatever it has").containsExactly("a page 2");
    }

    @Test
    void shouldLookAtTheFirstShipmentsOnly() throws Exception {
        hello("a");
        for (int session = 1; session <= 17; session++) {
            ship("a", 0, session, 0, session, page(0, session));
        }
        read("none");
        assertThat(lines).containsExactly("a page 16");
    }

    @Test
    void shouldCountARecordThatIsOfNoUseOnce() throws Exception {
        hello("a");
        ship("a", 0, page(0));
        ship("a", 0, page(1));
        read("none");
        assertThat(lines).containsExactly("a page");
        assertThat(notices).containsExactly("1 records are of no use: no shipper writes such");
    }

    @Test
    void shouldPassOverHostsThatAreNotWanted() throws Exception {
        ship("lost", 0, page(0));
        hello("a");
        ship("a", 0, page(0));
        read("lost");
        assertThat(lines).containsExactly("a page");
        assertThat(notices).isEmpty();
    }

    @Test
    void shouldFailIfNoHostCanBeRead() {
        ship("lost", 0, page(0));
        assertThatThrownBy(() -> read("none"))
                .isInstanceOf(FleetException.class)
                .hasMessageContaining(
                        "nothing of snapshot " + ID + " can be read: the topic ringtail.meta has nothing");
    }
}
