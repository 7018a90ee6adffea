package io.ringtail.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.kafka.Broker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Two hosts whose shippers, daemons and broker are killed, cut off, stopped and slowed down while applications write. At
 * the end a consumer must have got each event once, or know it lost: written + dropped = delivered + lost, to the event.
 *
 * <p>One host's rings overwrite, and are too small for the time in which the broker is away; the other's discard, and
 * wait for the shipper. Runs only if {@code -Dringtail.storm.fleet=N} states how many disturbances; with 7 there is one of
 * each kind, in some order.
 */
@Order(1)
@EnabledIfSystemProperty(named = "ringtail.storm.fleet", matches = "[1-9][0-9]*")
@Tag("extensive")
@Tag("once")
final class FleetStormTest {
    private static final int DISTURBANCES = Integer.getInteger("ringtail.storm.fleet", 4);
    private static final int PARTITIONS = 3;
    private static final int THREADS = 2;
    private static final double RATE = 4000;
    private static final long MOST_CALM_MS = 600;
    private static final long THROTTLED_BYTES = 100_000;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long FINISH_LIMIT_NS = TimeUnit.MINUTES.toNanos(4);

    private final Random random = choices();

    /** What happens to the fleet. */
    private enum Disturbance {
        KILL_SHIPPER,
        END_SHIPPER,
        KILL_DAEMON,
        KILL_BROKER,
        SHUT_GATE,
        SLOW_BROKER,
        SUSPEND_BROKER
    }

    private static Random choices() {
        long seed = Long.getLong("ringtail.storm.seed", System.nanoTime());
        System.out.printf("%d disturbances: -Dringtail.storm.seed=%d%n", DISTURBANCES, seed);
        return new Random(seed);
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void shouldDeliverEachEventOnceOrStateItLost() throws Exception {
        try (Broker broker = Broker.start();
                FleetHost lossy = new FleetHost("lossy-1", "--buffer-size", "64k", "--subbuf-size", "4k");
                FleetHost lossless = new FleetHost(
                        "lossless-1", "--mode", "discard", "--buffer-size", "256k", "--subbuf-size", "4k")) {
            broker.createFleet(PARTITIONS, 1);
            List<FleetHost> hosts = List.of(lossy, lossless);
            for (FleetHost host : hosts) {
                ship(host, broker);
            }
            // What is dropped before a shipper begins is not told.
            for (FleetHost host : hosts) {
                awaitBegin(host, broker);
            }
            Map<FleetHost, TopicAccount> accounts = new LinkedHashMap<>();
            for (FleetHost host : hosts) {
                host.load(THREADS, Integer.MAX_VALUE, RATE);
                accounts.put(host, awaitEvents(host, broker));
            }
            for (Disturbance each : disturbances()) {
                TimeUnit.MILLISECONDS.sleep(random.nextLong(MOST_CALM_MS));
                disturb(each, hosts.get(random.nextInt(hosts.size())), hosts, broker);
            }
            for (FleetHost host : hosts) {
                host.endLoad();
            }
            for (Map.Entry<FleetHost, TopicAccount> host : accounts.entrySet()) {
                check(host.getKey(), host.getValue(), broker);
            }
        }
    }

    private List<Disturbance> disturbances() {
        List<Disturbance> all = new ArrayList<>();
        while (all.size() < DISTURBANCES) {
            List<Disturbance> each = new ArrayList<>(List.of(Disturbance.values()));
            Collections.shuffle(each, random);
            all.addAll(each);
        }
        return all.subList(0, DISTURBANCES);
    }

    private static void ship(FleetHost host, Broker broker) throws Exception {
        List<String> options = new ArrayList<>(List.of("--from", "oldest"));
        if (host.name().startsWith("lossless")) {
            options.add("--lossless");
        }
        host.startShipper(broker.gate().address(), options.toArray(String[]::new));
    }

    private void disturb(Disturbance what, FleetHost host, List<FleetHost> hosts, Broker broker) throws Exception {
        switch (what) {
            case KILL_SHIPPER -> {
                host.killShipper();
                ship(host, broker);
            }
            case END_SHIPPER -> {
                host.endShipper();
                ship(host, broker);
            }
            case KILL_DAEMON -> {
                host.killDaemon();
                pause();
                host.startDaemon();
            }
            case KILL_BROKER -> {
                broker.kill();
                if (random.nextBoolean()) {
                    FleetHost another = hosts.get(random.nextInt(hosts.size()));
                    another.killShipper();
                    ship(another, broker);
                }
                broker.restart();
            }
            case SHUT_GATE -> {
                broker.gate().shut();
                pause();
                broker.gate().open();
            }
            case SLOW_BROKER -> {
                broker.gate().throttle(THROTTLED_BYTES);
                pause();
                broker.gate().throttle(Long.MAX_VALUE);
            }
            case SUSPEND_BROKER -> {
                broker.suspend();
                pause();
                broker.resume();
            }
        }
    }

    private void pause() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(500 + random.nextLong(2500));
    }

    /** Reads the topics from their beginning, as a consumer does that has seen nothing, until all is accounted for. */
    private static void check(FleetHost host, TopicAccount account, Broker broker) throws Exception {
        long written = host.sum("written");
        long dropped = host.sum("dropped");
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(broker)) {
            begin(consumer, "ringtail.pages");
            long endNs = System.nanoTime() + FINISH_LIMIT_NS;
            while ((account.ringEvents() < written || account.ringDropped() < dropped)
                    && host.shipper().isAlive()
                    && System.nanoTime() < endNs) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    account.page(record);
                }
            }
            // What the shipper still has on the way must not count again.
            host.endShipper();
            for (ConsumerRecord<byte[], byte[]> record : available(consumer)) {
                account.page(record);
            }
        }
        System.out.printf(
                "%s: %d written and %d dropped, %d delivered in %d pages and %d lost; %d pages did not count%n",
                host.name(), written, dropped, account.events(), account.pages(), account.lost(), account.passedOver());
        assertThat(account.ringEvents()).as(host.errors()).isEqualTo(written);
        assertThat(account.ringDropped()).as(host.errors()).isEqualTo(dropped);
        assertThat(account.before()).isZero();
        assertThat(account.events() + account.lost()).isEqualTo(written + dropped);
        assertThat(account.events()).isPositive();
    }

    private static KafkaConsumer<byte[], byte[]> consumer(Broker broker) {
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.address());
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Waits until the topic knows where the host's shipper has begun on each CPU. */
    private static void awaitBegin(FleetHost host, Broker broker) throws Exception {
        long cpus = host.cpus();
        long endNs = System.nanoTime() + FINISH_LIMIT_NS;
        try (ShippedRecords shipped = new ShippedRecords(broker.address(), host.name())) {
            while (shipped.read().cpus() < cpus) {
                assertThat(System.nanoTime()).as(host.errors()).isLessThan(endNs);
            }
        }
    }

    /** Waits until the host has shipped the format of the events, and so has some of them. */
    private static TopicAccount awaitEvents(FleetHost host, Broker broker) throws Exception {
        TopicAccount account = new TopicAccount(host.name());
        long endNs = System.nanoTime() + FINISH_LIMIT_NS;
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(broker)) {
            begin(consumer, "ringtail.meta");
            while (!account.knowsEvents()) {
                assertThat(System.nanoTime()).as(host.errors()).isLessThan(endNs);
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    account.meta(record);
                }
            }
        }
        return account;
    }

    private static void begin(KafkaConsumer<byte[], byte[]> consumer, String topic) {
        List<TopicPartition> all = new ArrayList<>();
        for (int i = 0; i < consumer.partitionsFor(topic).size(); i++) {
            all.add(new TopicPartition(topic, i));
        }
        consumer.assign(all);
        consumer.seekToBeginning(all);
    }

    /** The records up to the end as of now. */
    private static List<ConsumerRecord<byte[], byte[]>> available(KafkaConsumer<byte[], byte[]> consumer) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(POLL).forEach(all::add);
        }
        return all;
    }
}
