package io.ringtail.kafka.read;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** A member of a consumer group without others, whose requests may fail. */
final class GroupMember extends MockConsumer<byte[], byte[]> {
    private final Deque<KafkaException> commitFailures = new ArrayDeque<>();
    private final Set<TopicPartition> leaderless = new HashSet<>();
    private int failedLookUps;
    private int commits;
    private Duration lastLimit = Duration.ofSeconds(20);

    GroupMember() {
        super("earliest");
    }

    /** Lets the next look-ups of offsets fail. */
    void failLookUps(int times) {
        failedLookUps = times;
    }

    /** Lets all look-ups of a partition's offsets fail, or none from now on. */
    void setLeaderless(TopicPartition partition, boolean now) {
        if (now) {
            leaderless.add(partition);
        } else {
            leaderless.remove(partition);
        }
    }

    /** Lets the next commit fail. */
    void failCommit(KafkaException problem) {
        commitFailures.add(problem);
    }

    /** Returns how often it was to commit. */
    int commits() {
        return commits;
    }

    /** Returns how long the last commit was to wait for its answer at most. */
    Duration lastLimit() {
        return lastLimit;
    }

    @Override
    public synchronized Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
        if (failedLookUps > 0) {
            failedLookUps--;
            throw new TimeoutException("no leader");
        }
        if (partitions.stream().anyMatch(leaderless::contains)) {
            throw new TimeoutException("no leader for one of " + partitions);
        }
        return super.endOffsets(partitions);
    }

    @Override
    public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
        commits++;
        KafkaException problem = commitFailures.poll();
        if (problem != null) {
            throw problem;
        }
        super.commitSync(offsets);
    }

    @Override
    public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
        lastLimit = timeout;
        commitSync(offsets);
    }

    /** Gives its partitions back first, as Kafka's client does it. */
    @Override
    public synchronized void close() {
        rebalance(List.of());
        super.close();
    }
}
