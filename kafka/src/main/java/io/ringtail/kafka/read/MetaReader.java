package io.ringtail.kafka.read;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Follows {@code PREFIX.meta} from its start. For one thread. */
final class MetaReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long PATIENCE_NS = Duration.ofSeconds(60).toNanos();

    private final Consumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final HostBuffers buffers;

    /**
     * Creates a reader, and begins at the start.
     *
     * @param consumer closed with this reader
     */
    MetaReader(Consumer<byte[], byte[]> consumer, String topic, int partitions, HostBuffers buffers) {
        this.consumer = consumer;
        this.partitions = IntStream.range(0, partitions)
                .mapToObj(number -> new TopicPartition(topic, number))
                .toList();
        this.buffers = buffers;
        consumer.assign(this.partitions);
        consumer.seekToBeginning(this.partitions);
    }

    /** Reads to the topic's end as of now. */
    void update() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        long sinceNs = System.nanoTime();
        while (!isAt(ends)) {
            for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
                buffers.take(each.key(), each.value());
                sinceNs = System.nanoTime();
            }
            if (System.nanoTime() - sinceNs > PATIENCE_NS) {
                throw new TimeoutException(
                        "no record has come from " + partitions.get(0).topic() + " for a minute");
            }
        }
    }

    /** Ends an update with a {@link org.apache.kafka.common.errors.WakeupException}, or the next one. For any thread. */
    void wakeup() {
        consumer.wakeup();
    }

    private boolean isAt(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    @Override
    public void close() {
        consumer.close();
    }
}
