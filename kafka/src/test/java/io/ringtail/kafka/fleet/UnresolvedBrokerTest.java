package io.ringtail.kafka.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringtail.kafka.client.ClientSettings;
import io.ringtail.reader.fleet.FleetException;
import io.ringtail.reader.fleet.FleetSettings;
import io.ringtail.reader.fleet.MemberOptions;
import io.ringtail.reader.fleet.SnapshotWish;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What comes of a client that cannot be made, as where a broker's name does not resolve. */
@Timeout(120)
final class UnresolvedBrokerTest {
    private static final FleetSettings NOWHERE = new FleetSettings("nosuch.invalid:1", "ringtail", null);
    private static final TopicPartition CONTROL = new TopicPartition("ringtail.control", 0);

    @TempDir
    private Path directory;

    private final Queue<String> notices = new ConcurrentLinkedQueue<>();
    private final AtomicInteger opened = new AtomicInteger();
    private final CountDownLatch isOpen = new CountDownLatch(1);
    private Path keys;

    @BeforeEach
    void writeKeys() throws IOException {
        keys = Files.createTempFile(directory, "keys", "");
        Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(keys, "ops snapshot,answer " + "0123456789abcdef".repeat(4) + "\n");
    }

    @Test
    void shouldBeOneLineForWhoAsks() {
        SnapshotWish wish =
                new SnapshotWish(Instant.now(), Duration.ofSeconds(1), Duration.ZERO, "*", "a", "", Duration.ZERO);
        assertThatThrownBy(() -> new KafkaSnapshots().ask(NOWHERE, keys, wish, notices::add, notices::add))
                .isInstanceOf(FleetException.class)
                .hasMessageStartingWith("Kafka at nosuch.invalid:1 refuses");
    }

    @Test
    void shouldBeOneLineForAHost() {
        MemberOptions options = new MemberOptions("web-1", keys, 1, Duration.ofSeconds(1), false, null);
        assertThatThrownBy(() -> new KafkaSnapshots().join(NOWHERE, options, this::noDaemon, notices::add))
                .isInstanceOf(FleetException.class)
                .hasMessageStartingWith("Kafka at nosuch.invalid:1 refuses");
    }

    private io.ringtail.reader.remote.RemoteDaemon noDaemon() throws IOException {
        throw new IOException("no daemon");
    }

    /** The first two consumers cannot be made. */
    private Consumer<byte[], byte[]> next() {
        if (opened.incrementAndGet() < 3) {
            throw new KafkaException("Failed to construct kafka consumer");
        }
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
        Node node = new Node(1, "127.0.0.1", 1);
        consumer.updatePartitions(
                CONTROL.topic(), List.of(new PartitionInfo(CONTROL.topic(), 0, node, new Node[0], new Node[0])));
        consumer.updateEndOffsets(Map.of(CONTROL, 0L));
        consumer.schedulePollTask(isOpen::countDown);
        return consumer;
    }

    @Test
    void shouldNotEndAMember() throws Exception {
        ControlChannel channel = new ControlChannel(
                ClientSettings.of(NOWHERE),
                this::next,
                FleetKeys.read(keys),
                new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()),
                notices::add);
        SnapshotSource nothing = request -> {
            throw new IOException("nothing is shipped");
        };
        try (FleetMember member =
                FleetMember.start("web-1", channel, nothing, new SnapshotLimits(1, 1), Duration.ofMillis(1))) {
            isOpen.await();
            assertThat(member).isNotNull();
        }
        assertThat(opened).hasValue(3);
        assertThat(notices).anyMatch(line -> line.startsWith("requests for snapshots are not read yet: Kafka at"));
    }
}
