package io.ringtail.kafka.fleet;

import io.ringtail.kafka.client.ClientSettings;
import io.ringtail.kafka.client.KafkaProblem;
import io.ringtail.kafka.record.ControlRecord;
import io.ringtail.kafka.record.MalformedRecordException;
import io.ringtail.reader.fleet.FleetException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.WakeupException;

/** Reads a control topic from now on. One thread reads; any thread may wake it. */
final class ControlReader implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;
    private final ControlMessages messages;
    private final Consumer<String> notices;

    private ControlReader(
            org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer,
            ControlMessages messages,
            Consumer<String> notices) {
        this.consumer = consumer;
        this.messages = messages;
        this.notices = notices;
    }

    /**
     * Begins after the topic's last record.
     *
     * @param consumers gives one, which the reader closes
     * @param notices receives a line for each record that is not taken
     * @throws IOException if the topic cannot be read; the message is one line with the remedy
     */
    static ControlReader open(
            Supplier<org.apache.kafka.clients.consumer.Consumer<byte[], byte[]>> consumers,
            ClientSettings settings,
            ControlMessages messages,
            Consumer<String> notices)
            throws IOException {
        try {
            return of(consumers.get(), messages, notices);
        } catch (UnknownTopicOrPartitionException e) {
            throw new FleetException(
                    "Kafka at " + settings.brokers() + " has no topic " + messages.topic()
                            + ": create it, with ringtail topics --create --kafka " + settings.brokers(),
                    e);
        } catch (KafkaException e) {
            throw KafkaProblem.of(e, settings);
        }
    }

    private static ControlReader of(
            org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer,
            ControlMessages messages,
            Consumer<String> notices) {
        try {
            List<TopicPartition> partitions = new ArrayList<>();
            for (PartitionInfo each : consumer.partitionsFor(messages.topic(), LIMIT)) {
                partitions.add(new TopicPartition(each.topic(), each.partition()));
            }
            if (partitions.isEmpty()) {
                throw new UnknownTopicOrPartitionException(messages.topic());
            }
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            // Positions are looked up late otherwise, after what is asked for meanwhile.
            partitions.forEach(partition -> consumer.position(partition, LIMIT));
            return new ControlReader(consumer, messages, notices);
        } catch (KafkaException e) {
            consumer.close();
            throw e;
        }
    }

    /** Returns the next records that are signed, after waiting for some at most so long; none after {@link #wake}. */
    List<ControlRecord> poll(Duration patience) {
        List<ControlRecord> taken = new ArrayList<>();
        try {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(patience)) {
                add(record, taken);
            }
        } catch (WakeupException woken) {
            return taken;
        }
        return taken;
    }

    private void add(ConsumerRecord<byte[], byte[]> record, List<ControlRecord> taken) {
        try {
            taken.add(messages.parse(record));
        } catch (UnsignedException | MalformedRecordException e) {
            notices.accept("a record of " + record.topic() + " (partition " + record.partition() + ", offset "
                    + record.offset() + ") is not taken: " + e.getMessage());
        }
    }

    void wake() {
        consumer.wakeup();
    }

    /** Ends the reading; does nothing if a thread that was to end still reads. */
    @Override
    public void close() {
        try {
            consumer.close();
        } catch (ConcurrentModificationException stillRead) {
            notices.accept("the topic " + messages.topic() + " is still read: that ends with this process");
        }
    }
}
