package io.ringtail.system;

import io.ringtail.kafka.connect.FleetPageConverter;
import io.ringtail.kafka.connect.PageStructures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;

/** The events that {@code ringtail.pages} has of one host, as a sink of Kafka Connect gets them. For one thread. */
final class ConvertedRecords implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final String TOPIC = "ringtail.pages";

    private final String host;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final FleetPageConverter converter = new FleetPageConverter();
    private final List<Struct> events = new ArrayList<>();

    ConvertedRecords(String brokers, String host) {
        this.host = host;
        Map<String, Object> settings = Map.of("bootstrap.servers", brokers);
        converter.configure(settings, false);
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(TOPIC).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Reads what there is now, and returns all events so far. */
    List<Struct> read() {
        for (ConsumerRecord<byte[], byte[]> next : consumer.poll(POLL)) {
            SchemaAndValue page = converter.toConnectData(TOPIC, next.headers(), next.value());
            if (page.schema() == PageStructures.PAGE && page.value() instanceof Struct struct) {
                struct.validate();
                if (struct.getString("host").equals(host)) {
                    events.addAll(struct.getArray("events"));
                }
            }
        }
        return events;
    }

    @Override
    public void close() {
        consumer.close();
        converter.close();
    }
}
