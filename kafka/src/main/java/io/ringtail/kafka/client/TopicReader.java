package io.ringtail.kafka.client;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/** Reads parts of partitions, from an offset to another one. */
public final class TopicReader {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);

    private final Consumer<byte[], byte[]> consumer;

    /** Creates a reader by a consumer, which the caller closes. */
    public TopicReader(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /**
     * Part of a partition.
     *
     * @param from the first offset; what is no longer there is passed over
     * @param to the offset after the last one
     */
    public record Part(long from, long to) {}

    /** Receives a record. */
    @FunctionalInterface
    public interface Receiver {
        /** Called for each record, in the order of its partition. */
        void take(ConsumerRecord<byte[], byte[]> next);
    }

    /**
     * Reads a partition from its start to its end as of now.
     *
     * @return that end
     */
    public long readAll(TopicPartition partition, Receiver receiver) throws IOException {
        return readFrom(partition, 0, receiver);
    }

    /**
     * Reads a partition from an offset to its end as of now.
     *
     * @return that end, from which a later call continues
     */
    public long readFrom(TopicPartition partition, long from, Receiver receiver) throws IOException {
        long end = end(partition);
        read(Map.of(partition, new Part(from, end)), receiver);
        return end;
    }

    private long end(TopicPartition partition) {
        return Objects.requireNonNull(consumer.endOffsets(Set.of(partition)).get(partition));
    }

    /**
     * Reads parts.
     *
     * @throws IOException if no record comes for a minute
     */
    public void read(Map<TopicPartition, Part> parts, Receiver receiver) throws IOException {
        consumer.assign(parts.keySet());
        parts.forEach((partition, part) -> consumer.seek(partition, part.from()));
        long lastNs = System.nanoTime();
        while (!isRead(parts)) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            for (ConsumerRecord<byte[], byte[]> each : records) {
                Part part = parts.get(new TopicPartition(each.topic(), each.partition()));
                if (part != null && each.offset() < part.to()) {
                    receiver.take(each);
                }
            }
            long nowNs = System.nanoTime();
            if (!records.isEmpty()) {
                lastNs = nowNs;
            } else if (nowNs - lastNs > PATIENCE_NS) {
                throw new IOException("no record has come from " + parts.keySet() + " for "
                        + TimeUnit.NANOSECONDS.toSeconds(PATIENCE_NS) + " s");
            }
        }
    }

    private boolean isRead(Map<TopicPartition, Part> parts) {
        return parts.entrySet().stream()
                .allMatch(part ->
                        consumer.position(part.getKey()) >= part.getValue().to());
    }
}
