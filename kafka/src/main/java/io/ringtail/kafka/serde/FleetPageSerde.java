package io.ringtail.kafka.serde;

import java.util.Map;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** The serde by which Kafka Streams reads {@code PREFIX.pages}. Pages are only read: nothing can be written by it. */
public final class FleetPageSerde implements Serde<FleetPage> {
    private final FleetPageDeserializer deserializer = new FleetPageDeserializer();

    /** Creates a serde, which {@link #configure} completes. */
    public FleetPageSerde() {}

    @Override
    public void configure(Map<String, ?> settings, boolean isKey) {
        deserializer.configure(settings, isKey);
    }

    @Override
    public Serializer<FleetPage> serializer() {
        return (topic, page) -> {
            throw new SerializationException("pages are written by ringtail ship, and not into " + topic
                    + ": map them to what you need before they are stored");
        };
    }

    @Override
    public Deserializer<FleetPage> deserializer() {
        return deserializer;
    }

    @Override
    public void close() {
        deserializer.close();
    }
}
