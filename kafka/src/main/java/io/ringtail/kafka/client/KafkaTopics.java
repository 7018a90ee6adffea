package io.ringtail.kafka.client;

import io.ringtail.kafka.record.ClockRecord;
import io.ringtail.kafka.record.MalformedRecordException;
import io.ringtail.kafka.record.MetaKey;
import io.ringtail.kafka.record.TopicNames;
import io.ringtail.reader.fleet.FleetException;
import io.ringtail.reader.fleet.FleetSettings;
import io.ringtail.reader.fleet.FleetTopics;
import io.ringtail.reader.fleet.TopicPlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;

/** Makes and examines a fleet's topics. */
public final class KafkaTopics implements FleetTopics {
    private static final String ADMIN = "ringtail-topics";
    /** How old the last sign of a shipper may be, which it gives every minute. */
    private static final long MOST_QUIET_MS = TimeUnit.MINUTES.toMillis(3);

    /** Creates the service. */
    public KafkaTopics() {}

    @Override
    public List<Finding> create(FleetSettings settings, TopicPlan plan) throws IOException {
        Clients clients = new Clients(ClientSettings.of(settings));
        List<Finding> findings = new ArrayList<>();
        try (Admin admin = clients.admin(ADMIN)) {
            for (NewTopic topic : topics(clients.settings().topics(), plan)) {
                if (isCreated(admin, topic, clients.settings())) {
                    findings.add(new Finding(Level.OK, "created " + topic.name()));
                }
            }
            TopicNames names = clients.settings().topics();
            new TopicRules(admin, names).awaitMade(all(names));
            findings.addAll(examine(clients, admin));
            return findings;
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (ExecutionException | RuntimeException e) {
            throw KafkaProblem.ofDescribing(e, clients.settings());
        }
    }

    private static List<NewTopic> topics(TopicNames names, TopicPlan plan) {
        Optional<Short> replication = Optional.ofNullable(plan.replication());
        return List.of(
                new NewTopic(names.pages(), Optional.of(plan.pages()), replication)
                        .configs(TopicRules.ofPages(plan.retentionMs())),
                new NewTopic(names.meta(), Optional.of(plan.meta()), replication).configs(TopicRules.OF_META),
                new NewTopic(names.control(), Optional.of(1), replication).configs(TopicRules.OF_CONTROL),
                new NewTopic(names.snapshots(), Optional.of(plan.pages()), replication)
                        .configs(TopicRules.ofPages(plan.retentionMs())));
    }

    private static boolean isCreated(Admin admin, NewTopic topic, ClientSettings settings)
            throws ExecutionException, InterruptedException, FleetException {
        try {
            admin.createTopics(List.of(topic)).all().get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException) {
                return false;
            }
            if (e.getCause() instanceof AuthorizationException) {
                throw new FleetException(
                        "Kafka at " + settings.brokers() + " does not allow this user to make the topic " + topic.name()
                                + ": give it CREATE on the topic or the cluster, as docs/fleet.md says",
                        e);
            }
            throw e;
        }
    }

    @Override
    public List<Finding> examine(FleetSettings settings, String host) throws IOException {
        Clients clients = new Clients(ClientSettings.of(settings));
        try (Admin admin = clients.admin(ADMIN)) {
            List<Finding> findings = examine(clients, admin);
            if (!host.isEmpty() && findings.stream().noneMatch(finding -> finding.level() == Level.PROBLEM)) {
                findings.add(ofHost(clients, host));
            }
            return findings;
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (ExecutionException | RuntimeException e) {
            throw KafkaProblem.ofDescribing(e, clients.settings());
        }
    }

    private static IOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IOException("interrupted while waiting for Kafka", e);
    }

    private static List<String> all(TopicNames names) {
        return List.of(names.pages(), names.meta(), names.control(), names.snapshots());
    }

    private static List<Finding> examine(Clients clients, Admin admin) throws ExecutionException, InterruptedException {
        List<Finding> findings = new ArrayList<>();
        int brokers = admin.describeCluster().nodes().get().size();
        findings.add(new Finding(
                Level.OK,
                "Kafka at " + clients.settings().brokers() + " answers, with " + brokers
                        + (brokers == 1 ? " broker" : " brokers")));
        TopicNames names = clients.settings().topics();
        TopicRules rules = new TopicRules(admin, names);
        for (String topic : all(names)) {
            findings.addAll(rules.check(topic));
        }
        return findings;
    }

    /** What the topics have of a host, for a user who may not read them, too. */
    private static Finding ofHost(Clients clients, String host) throws IOException {
        try {
            return lastSign(clients, host);
        } catch (AuthorizationException e) {
            return new Finding(
                    Level.NOTE,
                    "this user may not read " + clients.settings().topics().meta()
                            + ", which says when the shipper of " + host
                            + " gave its last sign: give it READ, as docs/fleet.md says");
        }
    }

    /** When the topics had the last sign of a host: a shipper writes a moment on both clocks every minute. */
    private static Finding lastSign(Clients clients, String host) throws IOException {
        Topics topics = Topics.find(clients);
        TopicPartition partition = new TopicPartition(topics.names().meta(), Partitions.ofHost(host, topics.meta()));
        long[] lastNs = {0};
        try (Consumer<byte[], byte[]> consumer = clients.consumer("ringtail-doctor")) {
            new TopicReader(consumer)
                    .readAll(
                            partition,
                            next -> lastNs[0] = Math.max(lastNs[0], clockNs(host, next.key(), next.value())));
        }
        if (lastNs[0] == 0) {
            return new Finding(
                    Level.PROBLEM,
                    "the topics have nothing of " + host
                            + ": start ringtail ship there, or give the --host of its shipper");
        }
        long quietMs = System.currentTimeMillis() - TimeUnit.NANOSECONDS.toMillis(lastNs[0]);
        String since = "the last sign of the shipper of " + host + " was " + TimeUnit.MILLISECONDS.toSeconds(quietMs)
                + " s ago";
        return quietMs > MOST_QUIET_MS
                ? new Finding(
                        Level.PROBLEM, since + ", and there should be one each minute: look after ringtail ship there")
                : new Finding(Level.OK, since);
    }

    private static long clockNs(String host, byte[] key, byte[] value) {
        return Stream.ofNullable(key)
                .filter(any -> value != null)
                .mapToLong(bytes -> {
                    try {
                        MetaKey parsed = MetaKey.parse(bytes);
                        return parsed.host().equals(host) && parsed.kind() == MetaKey.Kind.CLOCK
                                ? ClockRecord.parse(value).pair().realtimeNs()
                                : 0;
                    } catch (MalformedRecordException notOurs) {
                        return 0;
                    }
                })
                .sum();
    }
}
