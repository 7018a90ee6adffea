package io.ringtail.bench.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Has Kafka's own {@code kafka-producer-perf-test} send what a shipper sends: each of its records becomes the next page of
 * a daemon's {@code /stream}, with key and headers. The setting {@value #FRAMES} names the file with the stream. All are in
 * memory before the first one is sent.
 */
public final class PagePayloads implements ProducerInterceptor<byte[], byte[]> {
    private static final String FRAMES = "ringtail.frames";

    private List<ProducerRecord<byte[], byte[]>> records = List.of();
    private int next;

    /** Creates an interceptor, which {@link #configure} makes ready. */
    public PagePayloads() {}

    @Override
    public void configure(Map<String, ?> settings) {
        try {
            SamplePages samples = SamplePages.read(Path.of(String.valueOf(settings.get(FRAMES))), 0);
            records = samples.records("perf.pages", "perf");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> empty) {
        ProducerRecord<byte[], byte[]> page = records.get(next);
        next = (next + 1) % records.size();
        return page;
    }

    @Override
    public void onAcknowledgement(@Nullable RecordMetadata metadata, @Nullable Exception failure) {}

    @Override
    public void close() {}
}
