package io.ringtail.kafka.ship;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.kafka.client.ClientSettings;
import io.ringtail.kafka.client.Clients;
import io.ringtail.kafka.client.Topics;
import io.ringtail.kafka.record.Checkpoints;
import io.ringtail.kafka.record.Checkpoints.Checkpoint;
import io.ringtail.kafka.record.Claim;
import io.ringtail.kafka.record.MetaKey;
import io.ringtail.kafka.record.MetaKey.Kind;
import io.ringtail.kafka.record.PageKey;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.stream.ClockPair;
import io.ringtail.proto.stream.Position;
import io.ringtail.proto.stream.StreamHeader;
import io.ringtail.reader.fleet.FleetSettings;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which session a shipper begins after others, whatever its clock says. */
@Timeout(60)
final class BeginningTest {
    private static final UUID BOOT = new UUID(1, 2);
    private static final long GENERATION = 7;
    private static final PageKey KEY = new PageKey("a", BOOT, 0);
    private static final long NOW = 1_000;

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final Clients clients = new Clients(ClientSettings.of(new FleetSettings("127.0.0.1:1", "ringtail", null)));
    private final Topics topics = new Topics(clients.settings().topics(), 1, 1, -1);
    private final Origin origin = new Origin(
            new StreamHeader(4096, 1, BufferMode.OVERWRITE, BOOT, "mono", "kernel-name", "", "", new ClockPair(0, 0)),
            GENERATION,
            new TreeSet<>(List.of(0)));

    BeginningTest() throws IOException {}

    /** Reads what the producer has sent. */
    private final class SentRecords extends MockConsumer<byte[], byte[]> {
        SentRecords() {
            super("earliest");
        }

        private List<ProducerRecord<byte[], byte[]>> of(TopicPartition partition) {
            return producer.history().stream()
                    .filter(each -> each.topic().equals(partition.topic()))
                    .toList();
        }

        @Override
        public synchronized Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
            partitions.forEach(each -> updateEndOffsets(Map.of(each, (long) of(each).size())));
            return super.endOffsets(partitions);
        }

        @Override
        public synchronized void assign(Collection<TopicPartition> partitions) {
            super.assign(partitions);
            for (TopicPartition partition : partitions) {
                updateBeginningOffsets(Map.of(partition, 0L));
                long offset = 0;
                for (ProducerRecord<byte[], byte[]> each : of(partition)) {
                    addRecord(new ConsumerRecord<>(
                            partition.topic(),
                            0,
                            offset++,
                            each.timestamp() == null ? 0 : each.timestamp(),
                            TimestampType.CREATE_TIME,
                            0,
                            0,
                            each.key(),
                            each.value(),
                            new RecordHeaders(each.headers()),
                            Optional.empty()));
                }
            }
        }
    }

    private void claimed(long session) {
        Claim claim = new Claim(KEY, session, GENERATION);
        producer.send(new ProducerRecord<>(topics.names().pages(), 0, KEY.bytes(), claim.value(), claim.headers()));
    }

    private void checkpoint(long session) {
        byte[] value = new Checkpoints(session, List.of(new Checkpoint(0, 0, 0, new Position(1, 0, 9, 0, 0)))).bytes();
        MetaKey key = MetaKey.of("a", BOOT, GENERATION, Kind.POSITIONS);
        producer.send(new ProducerRecord<>(topics.names().meta(), 0, key.bytes(), value));
    }

    private long begin(long former) throws IOException {
        return beginning(NOW, former).session();
    }

    private Beginning beginning(long nowNs, long former) throws IOException {
        Sending sending = new Sending(producer, clients.settings(), () -> {});
        Beginning beginning =
                new Beginning(clients, SentRecords::new, () -> nowNs, topics, origin, "a", sending, former);
        assertThat(beginning.lanes()).containsOnlyKeys(0);
        return beginning;
    }

    private void described(String host, Instant time) {
        byte[] key = MetaKey.of(host, BOOT, GENERATION, Kind.HELLO).bytes();
        producer.send(new ProducerRecord<>(topics.names().meta(), 0, time.toEpochMilli(), key, new byte[1]));
    }

    private @Nullable String ahead(String time) throws IOException {
        return beginning(TimeUnit.SECONDS.toNanos(Instant.parse(time).getEpochSecond()), Long.MIN_VALUE)
                .ahead();
    }

    @Test
    void shouldSayThatReadersPassOverASessionFarAheadOfOtherHosts() throws Exception {
        described("b", Instant.parse("2027-01-01T00:00:00Z"));
        described("c", Instant.parse("2027-02-03T00:00:00Z"));
        described("a", Instant.parse("2037-03-01T00:00:00Z"));
        assertThat(ahead("2037-02-01T00:00:00Z")).isNull();
        assertThat(ahead("2037-02-10T00:00:00Z"))
                .startsWith("the session begins at 2037-02-10T00:00:00Z, more than ten years after the last record of"
                        + " other hosts, of 2027-02-03T00:00:00Z");
    }

    @Test
    void shouldNotCompareItselfWithHostsWhoseClocksWereNeverSet() throws Exception {
        described("b", Instant.EPOCH);
        assertThat(ahead("2035-01-01T00:00:00Z")).isNull();
    }

    @Test
    void shouldNotCompareItselfWithItsOwnFormerRecords() throws Exception {
        described("a", Instant.parse("2027-01-01T00:00:00Z"));
        assertThat(ahead("2047-01-01T00:00:00Z")).isNull();
    }

    @Test
    void shouldBeTheTime() throws Exception {
        assertThat(begin(Long.MIN_VALUE)).isEqualTo(NOW);
    }

    @Test
    void shouldBeAfterAClaimThatNoCheckpointFollowed() throws Exception {
        claimed(NOW + 5_000_000_000L);
        assertThat(begin(Long.MIN_VALUE)).isEqualTo(NOW + 5_000_000_001L);
    }

    @Test
    void shouldBeAfterAClaimThatCameAfterTheLastCheckpoint() throws Exception {
        checkpoint(NOW - 1);
        claimed(NOW + 5_000_000_000L);
        assertThat(begin(Long.MIN_VALUE)).isEqualTo(NOW + 5_000_000_001L);
    }

    @Test
    void shouldBeAfterTheSessionThatThisProcessHadBeforeItsClockWasSetBack() throws Exception {
        assertThat(begin(NOW + 7)).isEqualTo(NOW + 8);
    }

    @Test
    void shouldNotBeAfterSessionsThatNoShipperBegins() throws Exception {
        checkpoint(Long.MAX_VALUE - 2);
        claimed(Long.MAX_VALUE);
        assertThat(begin(Long.MIN_VALUE)).isEqualTo(NOW);
    }
}
