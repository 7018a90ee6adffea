package io.ringtail.kafka.client;

import io.ringtail.kafka.record.TopicNames;
import io.ringtail.reader.fleet.FleetTopics.Finding;
import io.ringtail.reader.fleet.FleetTopics.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** The settings of topics on which shipping and reading rest: those with which they are made, and those that are checked. */
final class TopicRules {
    /** More than the largest page and its headers. */
    private static final long RECORD_BYTES = 2L << 20;

    private static final String MAX_MESSAGE = Long.toString(RECORD_BYTES);
    private static final String CONTROL_RETENTION_MS = Long.toString(TimeUnit.HOURS.toMillis(1));
    private static final String META_SEGMENT_BYTES = Integer.toString(64 << 20);
    private static final String COMPACTED = "compact";
    /** How long brokers may take to learn of new topics. */
    private static final long MADE_LIMIT_NS = TimeUnit.SECONDS.toNanos(30);

    private static final long MADE_PAUSE_MS = 100;

    /** Of {@code PREFIX.meta}: the last record of each key, forever. */
    static final Map<String, String> OF_META = Map.of(
            TopicConfig.CLEANUP_POLICY_CONFIG, COMPACTED,
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG, MAX_MESSAGE,
            TopicConfig.SEGMENT_BYTES_CONFIG, META_SEGMENT_BYTES);

    /** Of {@code PREFIX.control}: a request is of no use an hour later. */
    static final Map<String, String> OF_CONTROL =
            Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, "delete", TopicConfig.RETENTION_MS_CONFIG, CONTROL_RETENTION_MS);

    private final Admin admin;
    private final TopicNames names;

    TopicRules(Admin admin, TopicNames names) {
        this.admin = admin;
        this.names = names;
    }

    /** The settings of {@code PREFIX.pages}: brokers keep the producers' compression. */
    static Map<String, String> ofPages(long retentionMs) {
        return Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                "delete",
                TopicConfig.RETENTION_MS_CONFIG,
                Long.toString(retentionMs),
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                MAX_MESSAGE,
                TopicConfig.COMPRESSION_TYPE_CONFIG,
                "producer");
    }

    /**
     * Waits until brokers know topics that have been made, and their partitions have leaders: both take a moment, and longer
     * where brokers are busy.
     */
    void awaitMade(List<String> topics) throws ExecutionException, InterruptedException {
        long beganNs = System.nanoTime();
        for (String topic : topics) {
            while (!isThere(topic) && System.nanoTime() - beganNs < MADE_LIMIT_NS) {
                TimeUnit.MILLISECONDS.sleep(MADE_PAUSE_MS);
            }
        }
    }

    private boolean isThere(String topic) throws ExecutionException, InterruptedException {
        try {
            TopicDescription found = describe(topic);
            visibleConfig(topic);
            return leaderless(found) == 0;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            if (e.getCause() instanceof AuthorizationException) {
                // No wait makes it visible: the examination says so.
                return true;
            }
            throw e;
        }
    }

    private TopicDescription describe(String topic) throws ExecutionException, InterruptedException {
        return Objects.requireNonNull(
                admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic));
    }

    /** Examines a topic, as far as this user may see it. */
    List<Finding> check(String topic) throws ExecutionException, InterruptedException {
        boolean needed = !topic.equals(names.control()) && !topic.equals(names.snapshots());
        Level without = needed ? Level.PROBLEM : Level.NOTE;
        String use = needed ? "" : ", which snapshots of the fleet need";
        try {
            return examine(topic, describe(topic), visibleConfig(topic));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return List.of(new Finding(
                        without, "there is no topic " + topic + use + ": create it, with ringtail topics --create"));
            }
            if (e.getCause() instanceof AuthorizationException) {
                return List.of(new Finding(
                        without,
                        "this user may not see the topic " + topic + use
                                + ": give it DESCRIBE, as docs/fleet.md says"));
            }
            throw e;
        }
    }

    private List<Finding> examine(String topic, TopicDescription found, @Nullable Config config) {
        List<Finding> findings = new ArrayList<>();
        String size = topic + " has " + found.partitions().size() + " partitions, "
                + found.partitions().get(0).replicas().size() + " replicas";
        if (config == null) {
            findings.add(new Finding(Level.OK, size));
            findings.add(new Finding(
                    Level.NOTE,
                    "this user may not see the settings of " + topic
                            + ", which are not examined: give it DESCRIBE_CONFIGS, as docs/fleet.md says"));
            checkPartitions(found, findings);
            return findings;
        }
        String cleanup = value(config, TopicConfig.CLEANUP_POLICY_CONFIG);
        findings.add(new Finding(
                Level.OK,
                size + "; " + (cleanup.equals(COMPACTED) ? "compacted" : "kept for " + hours(retentionMs(config)))));
        checkPartitions(found, findings);
        checkConfig(topic, config, cleanup, findings);
        return findings;
    }

    /** Returns the settings of a topic; null if this user may not see them. */
    private @Nullable Config visibleConfig(String topic) throws ExecutionException, InterruptedException {
        try {
            return config(admin, topic);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                return null;
            }
            throw e;
        }
    }

    /** Returns the settings of a topic. */
    static Config config(Admin admin, String topic) throws ExecutionException, InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return Objects.requireNonNull(
                admin.describeConfigs(List.of(resource)).all().get().get(resource));
    }

    /** Returns how long a topic keeps records, ms; negative if for ever. */
    static long retentionMs(Config config) {
        long ms = number(value(config, TopicConfig.RETENTION_MS_CONFIG));
        return ms == Long.MAX_VALUE ? -1 : ms;
    }

    private static void checkPartitions(TopicDescription found, List<Finding> findings) {
        long leaderless = leaderless(found);
        if (leaderless > 0) {
            findings.add(new Finding(
                    Level.PROBLEM,
                    found.name() + " has " + leaderless + " partitions without a leader: start their brokers"));
        }
    }

    private static long leaderless(TopicDescription found) {
        return found.partitions().stream()
                .filter(partition ->
                        partition.leader() == null || partition.leader().isEmpty())
                .count();
    }

    private void checkConfig(String topic, Config config, String cleanup, List<Finding> findings) {
        boolean meta = topic.equals(names.meta());
        if (meta != cleanup.equals(COMPACTED)) {
            findings.add(new Finding(
                    Level.PROBLEM,
                    topic + " has cleanup.policy=" + cleanup + ", with which records vanish: set it to "
                            + (meta ? COMPACTED : "delete")));
        }
        long most = number(value(config, TopicConfig.MAX_MESSAGE_BYTES_CONFIG));
        if (!topic.equals(names.control()) && most < RECORD_BYTES) {
            findings.add(new Finding(
                    Level.NOTE,
                    topic + " has max.message.bytes=" + most + ": pages of sub-buffers of 1 MiB need " + RECORD_BYTES));
        }
    }

    private static String value(Config config, String name) {
        ConfigEntry entry = config.get(name);
        return entry == null || entry.value() == null ? "" : entry.value();
    }

    private static long number(String text) {
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : Long.MAX_VALUE;
    }

    private static String hours(long ms) {
        return ms < 0 ? "ever" : TimeUnit.MILLISECONDS.toMinutes(ms) / 60.0 + " h";
    }
}
