package io.ringtail.kafka.ship;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.kafka.client.ClientSettings;
import io.ringtail.kafka.client.Topics;
import io.ringtail.kafka.record.MetaKey;
import io.ringtail.kafka.record.MetaKey.Kind;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.stream.ClockPair;
import io.ringtail.proto.stream.StreamHeader;
import io.ringtail.reader.fleet.FleetException;
import io.ringtail.reader.fleet.FleetSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a host that ships nothing but snapshots says of signs that brokers do not take. */
@Timeout(60)
final class HostSignsTest {
    private static final UUID BOOT = new UUID(1, 2);
    private static final long GENERATION = 7;
    private static final TopicPartition META = new TopicPartition("ringtail.meta", 0);
    private static final Duration LONG = Duration.ofSeconds(50);

    private final ClientSettings settings = ClientSettings.of(new FleetSettings("127.0.0.1:1", "ringtail", null));
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");

    HostSignsTest() throws IOException {}

    /** A producer whose records the broker takes at once, or never. */
    private static MockProducer<byte[], byte[]> producer(boolean takes) {
        return new MockProducer<>(takes, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** A producer whose records the broker refuses, as one that does not let the user write them. */
    private static MockProducer<byte[], byte[]> refusing() {
        return new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer()) {
            @Override
            public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> next, Callback callback) {
                Future<RecordMetadata> sent = super.send(next, callback);
                errorNext(new TopicAuthorizationException(Set.of(META.topic())));
                return sent;
            }
        };
    }

    private HostSigns signs(MockProducer<byte[], byte[]> producer, Duration limit) {
        Origin origin = new Origin(
                new StreamHeader(4096, 1, BufferMode.OVERWRITE, BOOT, "mono", "kernel", "", "", new ClockPair(0, 0)),
                GENERATION,
                new TreeSet<>(List.of(0)));
        Topics topics = new Topics(settings.topics(), 1, 1, 1_000);
        return new HostSigns(settings, producer, "a", () -> origin, () -> topics, this::consumer, limit);
    }

    private Consumer<byte[], byte[]> consumer() {
        return consumer;
    }

    /** Lets the topic have a record of a former ring buffer that has expired. */
    private byte[] expired() {
        byte[] key = MetaKey.of("a", BOOT, GENERATION - 1, Kind.THREAD).bytes();
        consumer.updateBeginningOffsets(Map.of(META, 0L));
        consumer.updateEndOffsets(Map.of(META, 1L));
        consumer.schedulePollTask(
                () -> consumer.addRecord(new ConsumerRecord<>(META.topic(), META.partition(), 0, key, new byte[1])));
        return key;
    }

    @Test
    void shouldSayEachTimeThatTheSignIsRefused() {
        MockProducer<byte[], byte[]> producer = refusing();
        HostSigns signs = signs(producer, LONG);
        for (int i = 1; i <= 3; i++) {
            assertThatThrownBy(signs::give)
                    .isInstanceOf(FleetException.class)
                    .hasMessageEndingWith("give this user WRITE on the topic ringtail.meta, as docs/fleet.md says");
            assertThat(producer.history()).hasSize(i);
        }
    }

    @Test
    void shouldSayThatNoBrokerTakesTheSignAndHaveOneOnItsWay() throws Exception {
        MockProducer<byte[], byte[]> producer = producer(false);
        HostSigns signs = signs(producer, Duration.ofMillis(1));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(signs::give)
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("no broker at 127.0.0.1:1 has taken it for ");
        }
        assertThat(producer.history()).hasSize(1);
        expired();
        assertThat(producer.completeNext()).isTrue();
        assertThatThrownBy(signs::give).hasMessageStartingWith("no broker at ");
        assertThat(producer.history()).hasSize(2);
    }

    @Test
    void shouldRemoveWhatHasExpiredAfterTheFirstSign() throws Exception {
        byte[] key = expired();
        MockProducer<byte[], byte[]> producer = producer(true);
        HostSigns signs = signs(producer, LONG);
        signs.give();
        assertThat(producer.history()).hasSize(2);
        assertThat(producer.history().get(1).key()).isEqualTo(key);
        assertThat(producer.history().get(1).value()).isNull();
        signs.give();
        assertThat(producer.history()).hasSize(3);
    }

    @Test
    void shouldGiveTheSignOfAUserWhoMayNotReadWhatHasExpired() throws Exception {
        expired();
        consumer.setPollException(new TopicAuthorizationException(Set.of(META.topic())));
        MockProducer<byte[], byte[]> producer = producer(true);
        HostSigns signs = signs(producer, LONG);
        signs.give();
        assertThat(producer.history()).hasSize(1);
    }
}
