package io.ringtail.kafka.client;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/** Which partition a record goes to: all clients must agree, whatever their settings. */
public final class Partitions {
    private Partitions() {}

    /** Returns the partition of a key of {@code PREFIX.pages}: the one that Kafka's own producers choose. */
    public static int ofKey(byte[] key, int partitions) {
        return Utils.toPositive(Utils.murmur2(key)) % partitions;
    }

    /** Returns the partition of {@code PREFIX.meta} in which all records of a host are. */
    public static int ofHost(String host, int partitions) {
        return ofKey(host.getBytes(StandardCharsets.US_ASCII), partitions);
    }
}
