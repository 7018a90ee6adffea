package io.ringtail.kafka.client;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ForwardingAdmin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Makes Kafka's clients. Each belongs to the caller, who closes it. Consumers and clients for topics close within a second,
 * whatever their broker does: what a close still says to brokers only saves these some memory.
 */
public final class Clients {
    /** The most bytes that a producer holds: while no broker takes them, its callers wait. */
    public static final long PRODUCER_BYTES = 24L << 20;

    private static final int BATCH_BYTES = 256 << 10;
    /** More than the largest page, which may be a little over 1 MiB. */
    private static final int MAX_RECORD_BYTES = 2 << 20;

    private static final int LINGER_MS = 5;
    private static final int FETCH_BYTES = 8 << 20;
    private static final int API_TIMEOUT_MS = 20_000;
    private static final int RECONNECT_MOST_MS = 1_000;

    private static final Duration END_LIMIT = Duration.ofSeconds(1);

    private final ClientSettings settings;

    /** A consumer that does not wait for 30 seconds for a broker that hangs. */
    private static final class BriefConsumer extends KafkaConsumer<byte[], byte[]> {
        BriefConsumer(Map<String, Object> settings) {
            super(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        }

        @Override
        public void close() {
            close(CloseOptions.timeout(END_LIMIT));
        }
    }

    /** A client for topics that gives up its requests when it is closed. */
    private static final class BriefAdmin extends ForwardingAdmin {
        BriefAdmin(Map<String, Object> settings) {
            super(settings);
        }

        @Override
        public void close() {
            close(END_LIMIT);
        }
    }

    /** Creates a maker of clients with these settings. */
    public Clients(ClientSettings settings) {
        this.settings = settings;
    }

    /** Returns the settings. */
    public ClientSettings settings() {
        return settings;
    }

    /**
     * Returns an idempotent producer that never gives a record up by itself: {@code send} waits while its memory is
     * full.
     */
    public Producer<byte[], byte[]> producer(String clientId) {
        Map<String, Object> all = settings.with(
                OwnLoader.with(ProducerConfig::configNames),
                Map.of(
                        ProducerConfig.CLIENT_ID_CONFIG, clientId,
                        ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd",
                        ProducerConfig.COMPRESSION_ZSTD_LEVEL_CONFIG, 1,
                        ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES,
                        ProducerConfig.LINGER_MS_CONFIG, LINGER_MS,
                        ProducerConfig.BUFFER_MEMORY_CONFIG, PRODUCER_BYTES,
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_RECORD_BYTES,
                        ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, RECONNECT_MOST_MS,
                        ProducerConfig.METRIC_REPORTER_CLASSES_CONFIG, ""),
                Map.of(
                        ProducerConfig.ACKS_CONFIG, "all",
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true,
                        ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG, Integer.MAX_VALUE));
        return OwnLoader.with(() -> new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer()));
    }

    /** Returns a consumer of partitions that its caller assigns, without a group. */
    public Consumer<byte[], byte[]> consumer(String clientId) {
        return consumer(clientId, Map.of());
    }

    /** Returns a member of a consumer group, whose positions its caller stores. */
    public Consumer<byte[], byte[]> member(String clientId, String group) {
        return consumer(clientId, Map.of(ConsumerConfig.GROUP_ID_CONFIG, group));
    }

    private Consumer<byte[], byte[]> consumer(String clientId, Map<String, Object> more) {
        Map<String, Object> all = settings.with(
                OwnLoader.with(ConsumerConfig::configNames),
                Map.of(
                        ConsumerConfig.CLIENT_ID_CONFIG, clientId,
                        ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES,
                        ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES / 2,
                        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, API_TIMEOUT_MS,
                        ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, RECONNECT_MOST_MS,
                        ConsumerConfig.METRIC_REPORTER_CLASSES_CONFIG, ""),
                Map.of(
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        false,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_uncommitted"));
        all.putAll(more);
        return OwnLoader.with(() -> new BriefConsumer(all));
    }

    /** Returns a client for topics. */
    public Admin admin(String clientId) {
        Map<String, Object> all = settings.with(
                OwnLoader.with(AdminClientConfig::configNames),
                Map.of(
                        CommonClientConfigs.CLIENT_ID_CONFIG, clientId,
                        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, API_TIMEOUT_MS,
                        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, API_TIMEOUT_MS / 2,
                        AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, RECONNECT_MOST_MS,
                        AdminClientConfig.METRIC_REPORTER_CLASSES_CONFIG, ""),
                Map.of());
        return OwnLoader.with(() -> new BriefAdmin(all));
    }
}
