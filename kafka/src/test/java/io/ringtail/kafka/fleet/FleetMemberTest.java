package io.ringtail.kafka.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.kafka.client.ClientSettings;
import io.ringtail.reader.fleet.FleetSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A host's part in snapshots where Kafka does not let it read requests. */
@Timeout(60)
final class FleetMemberTest {
    private static final FleetSettings SETTINGS = new FleetSettings("127.0.0.1:1", "ringtail", null);
    private static final TopicPartition CONTROL = new TopicPartition("ringtail.control", 0);

    @TempDir
    private Path directory;

    private final Queue<String> notices = new ConcurrentLinkedQueue<>();
    private final CountDownLatch attempts = new CountDownLatch(5);

    private Consumer<byte[], byte[]> refused() {
        attempts.countDown();
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
        Node node = new Node(1, "127.0.0.1", 1);
        consumer.updatePartitions(
                CONTROL.topic(), List.of(new PartitionInfo(CONTROL.topic(), 0, node, new Node[0], new Node[0])));
        consumer.updateEndOffsets(Map.of(CONTROL, 0L));
        consumer.setPollException(new TopicAuthorizationException(Set.of(CONTROL.topic())));
        return consumer;
    }

    @Test
    void shouldSayOnceWhatItLacksAndTryAgain() throws Exception {
        Path keys = Files.createTempFile(directory, "keys", "");
        Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(keys, "hosts answer " + "0a".repeat(32) + "\n");
        ControlChannel channel = new ControlChannel(
                ClientSettings.of(SETTINGS),
                this::refused,
                FleetKeys.read(keys),
                new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()),
                notices::add);
        SnapshotSource nothing = request -> {
            throw new IOException("nothing is shipped");
        };
        try (FleetMember member =
                FleetMember.start("web-1", channel, nothing, new SnapshotLimits(1, 1), Duration.ofMillis(1))) {
            attempts.await();
            assertThat(member).isNotNull();
        }
        assertThat(notices)
                .filteredOn(line -> line.startsWith("requests for snapshots are not read"))
                .singleElement()
                .asString()
                .endsWith(": give this user READ on the topic ringtail.control, as docs/fleet.md says");
    }
}
