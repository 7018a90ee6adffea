package io.ringtail.reader.fleet;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The Kafka cluster through which a fleet's pages go.
 *
 * @param brokers the addresses of some of its brokers, {@code HOST:PORT,…}
 * @param prefix the first part of its topics' names
 * @param properties a file with further settings of Kafka's clients, for its owner alone; null for none
 */
public record FleetSettings(
        String brokers, String prefix, @Nullable Path properties) {}
