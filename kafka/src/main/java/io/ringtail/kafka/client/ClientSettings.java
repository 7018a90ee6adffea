package io.ringtail.kafka.client;

import io.ringtail.kafka.record.TopicNames;
import io.ringtail.reader.fleet.FleetException;
import io.ringtail.reader.fleet.FleetSettings;
import io.ringtail.reader.tls.SecretFile;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/** The settings of Kafka's clients: what exactness needs, and what a user's file adds. */
public final class ClientSettings {
    private static final int MOST_FILE_BYTES = 1 << 16;

    /** What the file may not have: the promises of shipping and reading rest on them. */
    private static final Set<String> FIXED = Set.of(
            CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
            ProducerConfig.ACKS_CONFIG,
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            ProducerConfig.RETRIES_CONFIG,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
            ProducerConfig.PARTITIONER_CLASS_CONFIG,
            ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
            ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
            ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG);

    private final String brokers;
    private final TopicNames topics;
    private final Map<String, String> file;

    private ClientSettings(String brokers, TopicNames topics, Map<String, String> file) {
        this.brokers = brokers;
        this.topics = topics;
        this.file = file;
    }

    /**
     * Returns the settings; reads the file.
     *
     * @throws IOException if the file cannot be read, belongs to others too, or has a setting that it may not have
     */
    public static ClientSettings of(FleetSettings settings) throws IOException {
        TopicNames topics;
        try {
            topics = new TopicNames(settings.prefix());
        } catch (IllegalArgumentException e) {
            throw new FleetException("--topic-prefix: " + e.getMessage(), e);
        }
        Path path = settings.properties();
        return new ClientSettings(settings.brokers(), topics, path == null ? Map.of() : read(path));
    }

    private static Map<String, String> read(Path path) throws IOException {
        Properties properties = new Properties();
        try {
            properties.load(
                    new StringReader(new String(SecretFile.read(path, MOST_FILE_BYTES), StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException e) {
            throw new FleetException(
                    path + " is no file of properties (" + e.getMessage() + "): write NAME=VALUE lines", e);
        }
        Map<String, String> values = new HashMap<>();
        for (String name : new TreeSet<>(properties.stringPropertyNames())) {
            if (FIXED.contains(name)) {
                throw new FleetException(path + " sets " + name + ", on which exactness depends: remove that line");
            }
            if (!isKnown(name)) {
                throw new FleetException(
                        path + " sets " + name + ", which Kafka's clients do not know: correct or remove that line");
            }
            values.put(name, properties.getProperty(name));
        }
        return values;
    }

    private static boolean isKnown(String name) {
        return OwnLoader.with(() -> ProducerConfig.configNames().contains(name)
                || ConsumerConfig.configNames().contains(name)
                || AdminClientConfig.configNames().contains(name));
    }

    /** Returns the addresses of brokers, for messages. */
    public String brokers() {
        return brokers;
    }

    /** Returns the topics' names. */
    public TopicNames topics() {
        return topics;
    }

    /** Returns settings from the defaults, the file and the fixed ones, in the order of their weight. */
    Map<String, Object> with(Set<String> known, Map<String, Object> defaults, Map<String, Object> fixed) {
        Map<String, Object> all = new HashMap<>(defaults);
        file.forEach((name, value) -> {
            if (known.contains(name)) {
                all.put(name, value);
            }
        });
        all.putAll(fixed);
        all.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, brokers);
        return all;
    }
}
