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
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
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

    private static final String LACKING = ": give this user READ on the topic ringtail.control, as docs/fleet.md says";
    private static final int ATTEMPTS = 5;

    @TempDir
    private Path directory;

    private final Queue<String> notices = new ConcurrentLinkedQueue<>();
    private final CountDownLatch attempts = new CountDownLatch(ATTEMPTS);

    private MockConsumer<byte[], byte[]> open() {
        attempts.countDown();
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
        Node node = new Node(1, "127.0.0.1", 1);
        consumer.updatePartitions(
                CONTROL.topic(), List.of(new PartitionInfo(CONTROL.topic(), 0, node, new Node[0], new Node[0])));
        consumer.updateEndOffsets(Map.of(CONTROL, 0L));
        return consumer;
    }

    private Consumer<byte[], byte[]> refused() {
        MockConsumer<byte[], byte[]> consumer = open();
        consumer.setPollException(new TopicAuthorizationException(Set.of(CONTROL.topic())));
        return consumer;
    }

    /** The broker answers after the first poll only. */
    private Consumer<byte[], byte[]> refusedLate() {
        MockConsumer<byte[], byte[]> consumer = open();
        consumer.schedulePollTask(() -> {});
        consumer.schedulePollTask(
                () -> consumer.setPollException(new TopicAuthorizationException(Set.of(CONTROL.topic()))));
        return consumer;
    }

    /** The first consumer is refused, later ones cannot be made. */
    private Consumer<byte[], byte[]> refusedThenUnmade() {
        if (attempts.getCount() == ATTEMPTS) {
            return refused();
        }
        attempts.countDown();
        throw new KafkaException("no address resolves");
    }

    private Consumer<byte[], byte[]> unmade() {
        attempts.countDown();
        throw new KafkaException("no address resolves");
    }

    /** Returns what a member says of these consumers, until it has opened the topic some times. */
    private List<String> said(Supplier<Consumer<byte[], byte[]>> consumers) throws Exception {
        Path keys = Files.createTempFile(directory, "keys", "");
        Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(keys, "hosts answer " + "0a".repeat(32) + "\n");
        ControlChannel channel = new ControlChannel(
                ClientSettings.of(SETTINGS),
                consumers,
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
        return notices.stream()
                .filter(line -> line.startsWith("requests for snapshots are not read"))
                .toList();
    }

    @Test
    void shouldSayOnceWhatItLacksAndTryAgain() throws Exception {
        assertThat(said(this::refused)).singleElement().asString().endsWith(LACKING);
    }

    @Test
    void shouldSayOnceWhatItLacksHoweverLateTheBrokerAnswers() throws Exception {
        assertThat(said(this::refusedLate)).singleElement().asString().endsWith(LACKING);
    }

    @Test
    void shouldSayWhyTheTopicCannotBeOpenedAgain() throws Exception {
        List<String> lines = said(this::refusedThenUnmade);
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).endsWith(LACKING);
        assertThat(lines.get(1)).endsWith(": Kafka at 127.0.0.1:1 fails (no address resolves)");
    }

    @Test
    void shouldSayOnceWhyTheTopicCannotBeOpenedAtFirst() throws Exception {
        assertThat(said(this::unmade))
                .containsExactly("requests for snapshots are not read yet: Kafka at 127.0.0.1:1 fails"
                        + " (no address resolves)");
    }
}
