package io.ringtail.cli;

import java.io.IOException;

/** The optional jar for Apache Kafka. */
final class KafkaModule implements AutoCloseable {
    private final OptionalJar jar;

    private KafkaModule(OptionalJar jar) {
        this.jar = jar;
    }

    /** Loads the jar. */
    static KafkaModule load() throws CommandException, IOException {
        return new KafkaModule(OptionalJar.open(
                "kafka", "Kafka", "kafka-clients.jar, zstd-jni.jar, lz4-java.jar and snappy-java.jar"));
    }

    /** Returns one of its services, an interface of {@code io.ringtail.reader.fleet}. */
    <T> T service(Class<T> kind) throws CommandException {
        return jar.service(kind, any -> true);
    }

    @Override
    public void close() throws IOException {
        jar.close();
    }
}
