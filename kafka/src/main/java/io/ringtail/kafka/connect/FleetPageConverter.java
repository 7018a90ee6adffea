package io.ringtail.kafka.connect;

import io.ringtail.kafka.record.ShippedPage;
import io.ringtail.kafka.record.TopicNames;
import io.ringtail.kafka.serde.FleetPage;
import io.ringtail.kafka.serde.FleetPageDeserializer;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.storage.Converter;
import org.jspecify.annotations.Nullable;

/**
 * Converts the values of {@code PREFIX.pages} for Kafka Connect: a page is a structure with an array of its events, of the
 * schema {@link PageStructures#PAGE}, and a claim, which has no page, is null.
 *
 * <p>It reads {@code PREFIX.meta} by a consumer of its own, whose settings are the converter's: {@code
 * value.converter.bootstrap.servers} at least. What no shipper writes is a {@link DataException}, for which the connector's
 * {@code errors.tolerance} says what happens; while that topic cannot be read, {@code errors.retry.timeout} does. Only sinks
 * can use it: nothing can be written by it.
 */
public final class FleetPageConverter implements Converter {
    private final FleetPageDeserializer deserializer;

    /** Creates a converter, which {@link #configure} completes. */
    public FleetPageConverter() {
        this(new FleetPageDeserializer());
    }

    FleetPageConverter(FleetPageDeserializer deserializer) {
        this.deserializer = deserializer;
    }

    @Override
    public ConfigDef config() {
        return new ConfigDef()
                .define(
                        CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                        ConfigDef.Type.LIST,
                        ConfigDef.NO_DEFAULT_VALUE,
                        ConfigDef.Importance.HIGH,
                        "The brokers of the topic PREFIX.meta. Other settings of consumers are allowed, too.")
                .define(
                        FleetPageDeserializer.PREFIX_CONFIG,
                        ConfigDef.Type.STRING,
                        TopicNames.DEFAULT_PREFIX,
                        ConfigDef.Importance.MEDIUM,
                        "The first part of the topics' names.");
    }

    @Override
    public void configure(Map<String, ?> settings, boolean isKey) {
        if (isKey) {
            throw new ConfigException(
                    getClass().getName() + " is for values: keys are text, for which there is the StringConverter");
        }
        if (settings.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG) == null) {
            Object prefix = settings.get(FleetPageDeserializer.PREFIX_CONFIG);
            throw new ConfigException("value.converter.bootstrap.servers is missing: give the brokers of the topic "
                    + (prefix == null ? TopicNames.DEFAULT_PREFIX : prefix) + ".meta");
        }
        deserializer.configure(settings, false);
    }

    @Override
    public byte[] fromConnectData(String topic, @Nullable Schema schema, @Nullable Object value) {
        throw new DataException("pages are written by ringtail ship, and not into " + topic);
    }

    /** Refuses a value without headers, which say what it is. */
    @Override
    public SchemaAndValue toConnectData(String topic, byte @Nullable [] value) {
        throw new DataException("a value of " + topic + " cannot be decoded without its headers");
    }

    @Override
    public SchemaAndValue toConnectData(String topic, Headers headers, byte @Nullable [] value) {
        try {
            FleetPage page = deserializer.deserialize(topic, headers, value);
            return page != null && page.record() instanceof ShippedPage shipped
                    ? new SchemaAndValue(PageStructures.PAGE, PageStructures.of(page, shipped))
                    : SchemaAndValue.NULL;
        } catch (SerializationException e) {
            throw new DataException(e.getMessage(), e);
        } catch (org.apache.kafka.common.errors.RetriableException e) {
            throw new RetriableException("the topic that describes " + topic + " was not read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        deserializer.close();
    }
}
