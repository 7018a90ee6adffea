package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.kafka.Broker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A shipper into a cluster of three brokers, each of which has a copy of every partition, while one that leads partitions
 * is killed: at the end each event has been delivered once, or is known to be lost. {@code -Dringtail.storm.leaders=N}
 * kills one after the other, each once the one before is back.
 */
@Order(1)
@Timeout(900)
@Tag("extensive")
@Tag("once")
final class FleetClusterTest {
    private static final int BROKERS = 3;
    private static final int KILLS = Integer.getInteger("ringtail.storm.leaders", 1);
    private static final int RATE = 1_000;
    private static final long LIMIT_NS = TimeUnit.MINUTES.toNanos(4);
    private static final long PAUSE_MS = 250;
    private static final Duration POLL = Duration.ofMillis(200);

    /** Something that comes to be. */
    @FunctionalInterface
    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void until(String what, FleetHost host, Condition condition) throws Exception {
        long endNs = System.nanoTime() + LIMIT_NS;
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("%s; %s", what, host.errors()).isLessThan(endNs);
            TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
        }
    }

    @Test
    void shouldDeliverEachEventOnceWhileLeadersOfPartitionsAreKilled() throws Exception {
        List<Broker> brokers = Broker.startCluster(BROKERS);
        String addresses = brokers.stream().map(Broker::address).collect(Collectors.joining(","));
        try (FleetHost host =
                new FleetHost("replicated", "--mode", "discard", "--buffer-size", "256k", "--subbuf-size", "4k")) {
            brokers.get(0).createFleet(3, BROKERS);
            host.startShipper(addresses, "--from", "oldest", "--lossless");
            try (ShippedRecords shipped = new ShippedRecords(addresses, host.name())) {
                long cpus = host.cpus();
                until("claims", host, () -> shipped.read().claims() >= cpus);
                host.load(1, Integer.MAX_VALUE, RATE);
                until("events", host, () -> shipped.read().events() > RATE / 4);
                Broker killed = killLeader(brokers, addresses, host, shipped);
                for (int kill = 1; kill < KILLS; kill++) {
                    killed.restart();
                    awaitCopies(addresses, host);
                    killed = killLeader(brokers, addresses, host, shipped);
                }
                host.endLoad();
                long all = host.sum("written") + host.sum("dropped");
                until("all", host, () -> shipped.read().events() + shipped.lost() >= all);
                host.endShipper();
                assertThat(shipped.read().events() + shipped.lost()).isEqualTo(all);
                check(addresses, host, all);
            }
        } finally {
            brokers.forEach(Broker::close);
        }
    }

    private static TopicDescription pages(Admin admin) throws Exception {
        return admin.describeTopics(List.of("ringtail.pages"))
                .allTopicNames()
                .get(60, TimeUnit.SECONDS)
                .values()
                .iterator()
                .next();
    }

    /** Kills the leader of the partition that has the most, and waits until more has come by the others. */
    private static Broker killLeader(List<Broker> brokers, String addresses, FleetHost host, ShippedRecords shipped)
            throws Exception {
        Broker leader = brokers.get(leader(addresses) - 1);
        leader.kill();
        long before = shipped.events();
        until("more events", host, () -> shipped.read().events() > before + RATE / 4);
        return leader;
    }

    private static int leader(String addresses) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", addresses))) {
            List<TopicPartitionInfo> partitions = pages(admin).partitions();
            TopicPartitionInfo fullest = partitions.get(0);
            long most = -1;
            for (TopicPartitionInfo each : partitions) {
                TopicPartition partition = new TopicPartition("ringtail.pages", each.partition());
                long end = admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                        .partitionResult(partition)
                        .get(60, TimeUnit.SECONDS)
                        .offset();
                if (end > most) {
                    most = end;
                    fullest = each;
                }
            }
            return fullest.leader().id();
        }
    }

    /** Waits until all brokers are up to date with all partitions: one that is killed before would leave too few. */
    private static void awaitCopies(String addresses, FleetHost host) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", addresses))) {
            until(
                    "copies",
                    host,
                    () -> pages(admin).partitions().stream()
                            .allMatch(each ->
                                    each.isr().stream().map(Node::id).distinct().count() == BROKERS));
        }
    }

    /** Reads the topics from their beginning: no event comes twice, whatever the positions say. */
    private static void check(String addresses, FleetHost host, long all) throws Exception {
        TopicAccount account = new TopicAccount(host.name());
        for (ConsumerRecord<byte[], byte[]> record : records(addresses, "ringtail.meta")) {
            account.meta(record);
        }
        for (ConsumerRecord<byte[], byte[]> record : records(addresses, "ringtail.pages")) {
            account.page(record);
        }
        System.out.printf(
                "%d written or dropped, %d delivered in %d pages and %d lost; %d pages did not count%n",
                all, account.events(), account.pages(), account.lost(), account.passedOver());
        assertThat(account.before()).isZero();
        assertThat(account.events() + account.lost()).isEqualTo(all);
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(String addresses, String topic) {
        Map<String, Object> settings = Map.of("bootstrap.servers", addresses);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(each -> new TopicPartition(topic, each.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(POLL).forEach(all::add);
            }
            return all;
        }
    }
}
