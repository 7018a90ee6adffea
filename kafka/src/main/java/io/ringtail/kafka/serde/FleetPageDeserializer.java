package io.ringtail.kafka.serde;

import io.ringtail.kafka.read.PageDecoder;
import io.ringtail.kafka.record.MalformedRecordException;
import io.ringtail.kafka.record.PagesRecord;
import io.ringtail.kafka.record.ShippedPage;
import io.ringtail.kafka.record.TopicNames;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the values of {@code PREFIX.pages}. It reads {@code PREFIX.meta} by a consumer of its own, which has the
 * settings of the consumer that this belongs to. For one thread, as its consumer is.
 */
public final class FleetPageDeserializer implements Deserializer<FleetPage> {
    /** The setting of the topics' prefix; {@link TopicNames#DEFAULT_PREFIX} without it. */
    public static final String PREFIX_CONFIG = "ringtail.topic.prefix";

    private @Nullable PageDecoder decoder;

    /** Creates a deserializer, which {@link #configure} completes. */
    public FleetPageDeserializer() {}

    /** Creates a deserializer that needs no settings: it decodes by a decoder, which is closed with it. */
    public FleetPageDeserializer(PageDecoder decoder) {
        this.decoder = decoder;
    }

    @Override
    public void configure(Map<String, ?> settings, boolean isKey) {
        Map<String, Object> own = new HashMap<>();
        for (String name : ConsumerConfig.configNames()) {
            Object value = settings.get(name);
            if (value != null) {
                own.put(name, value);
            }
        }
        own.remove(ConsumerConfig.GROUP_ID_CONFIG);
        own.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        own.remove(ConsumerConfig.GROUP_PROTOCOL_CONFIG);
        own.remove(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG);
        own.put(ConsumerConfig.CLIENT_ID_CONFIG, "ringtail-meta");
        own.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        own.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        own.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        Object prefix = settings.get(PREFIX_CONFIG);
        TopicNames topics = new TopicNames(prefix == null ? TopicNames.DEFAULT_PREFIX : prefix.toString());
        close();
        Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(own, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        decoder = new PageDecoder(consumer, topics.meta());
    }

    /** Refuses a value without headers, which say what it is. */
    @Override
    public @Nullable FleetPage deserialize(String topic, byte @Nullable [] value) {
        throw new SerializationException("a value of " + topic + " cannot be decoded without its headers");
    }

    @Override
    public @Nullable FleetPage deserialize(String topic, Headers headers, byte @Nullable [] value) {
        PageDecoder configured = decoder;
        if (configured == null) {
            throw new IllegalStateException("call configure first");
        }
        try {
            PagesRecord parsed = PagesRecord.parse(value, headers);
            if (!(parsed instanceof ShippedPage page)) {
                return new FleetPage(parsed, 0, List.of());
            }
            EventCopies copies = new EventCopies(page.key().host());
            configured.decode(page, copies);
            return new FleetPage(page, copies.lost(), copies.events());
        } catch (MalformedRecordException e) {
            throw new SerializationException("a record of " + topic + " is not of a shipper: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        if (decoder != null) {
            decoder.close();
            decoder = null;
        }
    }
}
