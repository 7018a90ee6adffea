package io.ringtail.kafka.read;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Map;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** A member of a consumer group without others, whose requests may fail. */
final class GroupMember extends MockConsumer<byte[], byte[]> {
    private final Deque<KafkaException> commitFailures = new ArrayDeque<>();
    private int failedLookUps;
    private int commits;

    GroupMember() {
        super("earliest");
    }

    /** Lets the next look-ups of offsets fail. */
    void failLookUps(int times) {
        failedLookUps = times;
    }

    /** Lets the next commit fail. */
    void failCommit(KafkaException problem) {
        commitFailures.add(problem);
    }

    /** Returns how often it was to commit. */
    int commits() {
        return commits;
    }

    @Override
    public synchronized Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
        if (failedLookUps > 0) {
            failedLookUps--;
            throw new TimeoutException("no leader");
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
}
