package io.ringtail.kafka.client;

import io.ringtail.kafka.record.TopicNames;
import io.ringtail.reader.fleet.FleetException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The topics of a fleet, as they are in the cluster.
 *
 * @param names their names
 * @param pages the number of partitions of {@code PREFIX.pages}
 * @param meta the number of partitions of {@code PREFIX.meta}
 * @param retentionMs how long pages are kept, ms, in that of {@code PREFIX.pages} and {@code PREFIX.snapshots} which keeps
 *     them longer; negative if for ever, or unknown
 */
public record Topics(TopicNames names, int pages, int meta, long retentionMs) {
    /**
     * Asks the brokers.
     *
     * @throws FleetException if a topic does not exist
     * @throws IOException if no broker answers
     */
    public static Topics find(Clients clients) throws IOException {
        ClientSettings settings = clients.settings();
        TopicNames names = settings.topics();
        try (Admin admin = clients.admin("ringtail-topics")) {
            Map<String, KafkaFuture<TopicDescription>> found =
                    admin.describeTopics(List.of(names.pages(), names.meta())).topicNameValues();
            return new Topics(
                    names,
                    partitions(settings, names.pages(), found),
                    partitions(settings, names.meta(), found),
                    retentionMs(settings, admin));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for Kafka at " + settings.brokers(), e);
        } catch (RuntimeException e) {
            throw KafkaProblem.ofDescribing(e, settings);
        }
    }

    private static int partitions(
            ClientSettings settings, String topic, Map<String, KafkaFuture<TopicDescription>> found)
            throws IOException, InterruptedException {
        try {
            return Objects.requireNonNull(found.get(topic)).get().partitions().size();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                throw new FleetException(
                        "Kafka at " + settings.brokers() + " has no topic " + topic
                                + ": create it, with ringtail topics --create --kafka " + settings.brokers(),
                        e);
            }
            if (e.getCause() instanceof TopicAuthorizationException) {
                // What a broker answers does not name the topic.
                throw KafkaProblem.ofDescribing(new TopicAuthorizationException(Set.of(topic)), settings);
            }
            throw KafkaProblem.ofDescribing(e, settings);
        }
    }

    /** Returns the longer of the times for which pages of the fleet and of its snapshots are kept. */
    static long retentionMs(ClientSettings settings, Admin admin) throws IOException, InterruptedException {
        TopicNames names = settings.topics();
        long ofPages = retentionMs(settings, admin, names.pages());
        long ofSnapshots = retentionMs(settings, admin, names.snapshots());
        return ofPages < 0 || ofSnapshots < 0 ? -1 : Math.max(ofPages, ofSnapshots);
    }

    /** A user who may not see the settings of topics is not told when pages expire; a topic that is not there keeps none. */
    private static long retentionMs(ClientSettings settings, Admin admin, String topic)
            throws IOException, InterruptedException {
        try {
            return TopicRules.retentionMs(TopicRules.config(admin, topic));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                return -1;
            }
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return 0;
            }
            throw KafkaProblem.ofDescribing(e, settings);
        }
    }
}
