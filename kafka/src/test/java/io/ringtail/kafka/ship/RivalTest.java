package io.ringtail.kafka.ship;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.kafka.record.Checkpoints;
import io.ringtail.kafka.record.MetaKey;
import io.ringtail.kafka.record.MetaKey.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which shippers of the same host a shipper finds. */
@Timeout(60)
final class RivalTest {
    private static final TopicPartition PARTITION = new TopicPartition("ringtail.meta", 0);
    private static final UUID BOOT = new UUID(1, 2);
    private static final long SESSION = 100;

    private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    private int failures;
    private @Nullable KafkaException refusal;

    private void positions(String host, long session) {
        byte[] key = MetaKey.of(host, BOOT, 1, Kind.POSITIONS).bytes();
        byte[] value = new Checkpoints(session, List.of()).bytes();
        records.add(new ConsumerRecord<>(PARTITION.topic(), PARTITION.partition(), records.size(), key, value));
    }

    /** A consumer of what the topic has now. */
    private Consumer<byte[], byte[]> consumer() {
        if (failures > 0) {
            failures--;
            throw new KafkaException("no address resolves");
        }
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, (long) records.size()));
        List<ConsumerRecord<byte[], byte[]>> now = List.copyOf(records);
        consumer.schedulePollTask(() -> now.forEach(consumer::addRecord));
        if (refusal != null) {
            consumer.setPollException(refusal);
        }
        return consumer;
    }

    private Rival rival() {
        MetaKey origin = MetaKey.of("a", BOOT, 1, Kind.HELLO);
        return new Rival(this::consumer, PARTITION, origin, SESSION, records.size());
    }

    @Test
    void shouldFindAShipperThatHasEndedSinceTheLastLook() {
        positions("a", SESSION - 10);
        Rival rival = rival();
        positions("a", SESSION);
        assertThat(rival.isThere()).isFalse();
        positions("a", SESSION + 10);
        positions("a", SESSION);
        positions("b", SESSION + 20);
        assertThat(rival.isThere()).isTrue();
    }

    @Test
    void shouldFindAShipperThatBeganBeforeItsOwnFirstPositions() {
        Rival rival = rival();
        positions("a", SESSION + 1);
        positions("a", SESSION);
        assertThat(rival.isThere()).isTrue();
    }

    @Test
    void shouldPassOverOtherHostsAndEarlierShippers() {
        Rival rival = rival();
        positions("b", SESSION + 1);
        positions("a", SESSION - 1);
        positions("a", SESSION);
        assertThat(rival.isThere()).isFalse();
        assertThat(rival.isThere()).isFalse();
    }

    @Test
    void shouldLookAgainAfterAFailure() {
        Rival rival = rival();
        positions("a", SESSION + 1);
        failures = 1;
        assertThat(rival.isThere()).isFalse();
        assertThat(rival.isThere()).isTrue();
    }

    @Test
    void shouldSayThatItMayNotLook() {
        Rival rival = rival();
        positions("a", SESSION + 1);
        refusal = new TopicAuthorizationException(Set.of(PARTITION.topic()));
        assertThatThrownBy(rival::isThere).isSameAs(refusal);
    }
}
