package io.ringtail.kafka.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.ringtail.kafka.Broker;
import io.ringtail.kafka.client.ClientSettings;
import io.ringtail.kafka.client.Clients;
import io.ringtail.kafka.record.SnapshotAnswer;
import io.ringtail.kafka.record.SnapshotAnswer.Outcome;
import io.ringtail.kafka.record.SnapshotRequest;
import io.ringtail.reader.fleet.FleetSettings;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests, members and answers over a real broker; what is shipped is counted by sources that ship nothing. */
@Timeout(900)
final class FleetSnapshotTest {
    private static final String OPS = "0123456789abcdef".repeat(4);
    private static final String HOSTS = "fedcba9876543210".repeat(4);
    private static final Duration FIRST = Duration.ofSeconds(20);
    private static final Duration ALL = Duration.ofSeconds(60);
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(100);

    private static Broker broker;

    @TempDir
    private Path directory;

    private final Queue<String> notices = new ConcurrentLinkedQueue<>();

    @BeforeAll
    static void start() throws Exception {
        broker = Broker.start();
    }

    @AfterAll
    static void end() {
        broker.close();
    }

    /** A fleet on topics of its own. */
    private final class Fleet implements AutoCloseable {
        private final Clients clients;
        private final Producer<byte[], byte[]> producer;
        private final FleetKeys keys;

        Fleet(String prefix) throws Exception {
            clients = new Clients(ClientSettings.of(new FleetSettings(broker.address(), prefix, null)));
            broker.createTopic(clients.settings().topics().control(), 1, Map.of());
            producer = clients.producer("test");
            keys = keys("ops snapshot " + OPS + "\nhosts answer " + HOSTS + "\n");
        }

        ControlChannel channel(FleetKeys by) {
            return new ControlChannel(clients, by, producer, notices::add);
        }

        FleetMember member(ControlChannel channel, String host, int perMinute, SnapshotSource source)
                throws IOException {
            return FleetMember.start(
                    host, channel, source, new SnapshotLimits(perMinute, TimeUnit.SECONDS.toNanos(30)));
        }

        Map<String, SnapshotAnswer> ask(Duration first, String hosts) throws Exception {
            try (ControlChannel channel = channel(keys)) {
                return FleetSnapshot.ask(channel, wish(hosts)).await(first, ALL);
            }
        }

        @Override
        public void close() {
            producer.close(Duration.ZERO);
        }
    }

    private FleetKeys keys(String lines) throws IOException {
        Path file = Files.createTempFile(directory, "keys", "");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return FleetKeys.read(Files.writeString(file, lines));
    }

    private static SnapshotWish wish(String hosts) {
        return new SnapshotWish(
                Instant.now(), Duration.ofSeconds(10), Duration.ofMillis(1), hosts, "ada@desk", "slow", FIRST);
    }

    private static SnapshotSource shipping(String host, long pages) {
        return request -> new SnapshotAnswer(
                request.topic(), request.id(), host, Outcome.SHIPPED, pages, 10 * pages, 1, 100 * pages, "");
    }

    private void awaitNotice(String part) {
        await(() -> notices.stream().anyMatch(notice -> notice.contains(part)), part);
    }

    private void await(BooleanSupplier condition, String what) {
        long endNs = System.nanoTime() + LIMIT_NS;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("no %s in %s", what, notices).isLessThan(endNs);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    @Test
    void shouldTellWhatEachHostHasDone() throws Exception {
        try (Fleet fleet = new Fleet("each");
                ControlChannel one = fleet.channel(fleet.keys);
                ControlChannel two = fleet.channel(fleet.keys);
                ControlChannel three = fleet.channel(fleet.keys);
                FleetMember web = fleet.member(one, "web-1", 2, shipping("web-1", 7));
                FleetMember db = fleet.member(two, "db-1", 2, request -> {
                    throw new IOException("the daemon is\naway");
                });
                FleetMember other = fleet.member(three, "other", 2, shipping("other", 1))) {
            Map<String, SnapshotAnswer> answers = fleet.ask(FIRST, "*-1");
            assertThat(answers).containsOnlyKeys("web-1", "db-1");
            assertThat(answers.values())
                    .extracting(
                            SnapshotAnswer::host,
                            SnapshotAnswer::outcome,
                            SnapshotAnswer::pages,
                            SnapshotAnswer::detail)
                    .containsExactlyInAnyOrder(
                            tuple("web-1", Outcome.SHIPPED, 7L, ""),
                            tuple("db-1", Outcome.FAILED, 0L, "the daemon is away"));
            assertThat(List.of(web, db, other)).doesNotContainNull();
        }
    }

    @Test
    void shouldRefuseMoreThanItsLimitAndIgnoreWhatIsNotSignedOrCopied() throws Exception {
        try (Fleet fleet = new Fleet("limit");
                ControlChannel own = fleet.channel(fleet.keys);
                FleetMember member = fleet.member(own, "web-1", 1, shipping("web-1", 1))) {
            FleetKeys forged = keys("ops snapshot " + HOSTS + "\n");
            SnapshotRequest request = FleetSnapshot.request("limit.control", wish("*"));
            ProducerRecord<byte[], byte[]> wrong = new ControlMessages("limit.control", forged).signed(request);
            fleet.producer.send(wrong).get();
            awaitNotice("its signature is not that of the key ops");
            ProducerRecord<byte[], byte[]> right = new ControlMessages("limit.control", fleet.keys).signed(request);
            fleet.producer.send(right).get();
            awaitNotice("taking snapshot " + request.id());
            fleet.producer.send(right).get();
            awaitNotice("it is a copy of an earlier one");
            assertThat(fleet.ask(Duration.ofSeconds(1), "*")
                            .getOrDefault("web-1", refusal(request))
                            .outcome())
                    .isEqualTo(Outcome.REFUSED);
            awaitNotice("at most 1 snapshots a minute");
            assertThat(member).isNotNull();
        }
    }

    private static SnapshotAnswer refusal(SnapshotRequest request) {
        return SnapshotAnswer.without(request, "web-1", Outcome.REFUSED, "");
    }

    @Test
    void shouldEndInTimeForItsServiceWhileTheBrokerHangs() throws Exception {
        try (Fleet fleet = new Fleet("hanging")) {
            Joined joined = new Joined(fleet.clients, fleet.keys, notices::add);
            joined.add(fleet.member(joined.channel(), "web-1", 1, shipping("web-1", 1)));
            joined.channel().sendNow(FleetSnapshot.request("hanging.control", wish("*")));
            awaitNotice("taking snapshot");
            broker.suspend();
            long beganNs = System.nanoTime();
            try {
                joined.close();
            } finally {
                broker.resume();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - beganNs)).isLessThan(Duration.ofSeconds(20));
        }
    }

    @Test
    void shouldSayThatATopicIsMissing() throws Exception {
        Clients clients = new Clients(ClientSettings.of(new FleetSettings(broker.address(), "nowhere", null)));
        try (Producer<byte[], byte[]> producer = clients.producer("test");
                ControlChannel channel =
                        new ControlChannel(clients, keys("ops snapshot " + OPS + "\n"), producer, notices::add)) {
            assertThatThrownBy(channel::open).isInstanceOf(IOException.class).hasMessageContaining("nowhere.control");
        }
    }
}
