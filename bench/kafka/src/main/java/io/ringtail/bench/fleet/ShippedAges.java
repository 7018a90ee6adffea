package io.ringtail.bench.fleet;

import io.ringtail.kafka.record.PagesRecord;
import io.ringtail.kafka.record.ShippedPage;
import io.ringtail.proto.page.PageIterator;
import io.ringtail.proto.stream.FrameDescriptor;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads what a shipper on this machine ships, from now on, and prints how old events were when they came, as lines of a name
 * and a value: from the commit in the application to a consumer.
 *
 * <p>{@code ShippedAges BROKERS TOPIC WARM-UP EVENTS LIMIT-SECONDS}: the first WARM-UP events do not count. A line
 * {@code reading} on standard error says that it has begun.
 */
public final class ShippedAges {
    private static final Duration POLL = Duration.ofMillis(50);

    private final PageIterator iterator = new PageIterator();
    private final Histogram agesUs = new Histogram(TimeUnit.MINUTES.toMicros(10), 2);
    private final long warmUp;
    private long events;

    private ShippedAges(long warmUp) {
        this.warmUp = warmUp;
    }

    /** Reads and prints. */
    public static void main(String[] args) throws Exception {
        ShippedAges ages = new ShippedAges(Long.parseLong(args[2]));
        ages.read(args[0], args[1], Long.parseLong(args[3]), Long.parseLong(args[4]));
        ages.print();
    }

    private void read(String brokers, String topic, long wanted, long limitSeconds) throws Exception {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(each -> new TopicPartition(topic, each.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            partitions.forEach(consumer::position);
            System.err.println("reading");
            long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(limitSeconds);
            while (events < warmUp + wanted) {
                if (System.nanoTime() - endNs > 0) {
                    throw new IllegalStateException(
                            "only " + events + " of " + (warmUp + wanted) + " events in " + limitSeconds + " s");
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    take(PagesRecord.parse(record.key(), record.value(), record.headers()));
                }
            }
        }
    }

    private void take(PagesRecord record) {
        if (!(record instanceof ShippedPage page)) {
            return;
        }
        long nowNs = System.nanoTime();
        ByteBuffer frame = page.frame();
        iterator.wrap(frame, FrameDescriptor.PAGE_DATA_OFFSET, frame.capacity() - FrameDescriptor.PAGE_DATA_OFFSET);
        while (iterator.next()) {
            if (events++ >= warmUp) {
                agesUs.recordValue(TimeUnit.NANOSECONDS.toMicros(nowNs - iterator.timestamp()));
            }
        }
    }

    private void print() {
        for (int percent : new int[] {50, 99, 100}) {
            System.out.printf(
                    Locale.ROOT, "kafka.latency.p%d\t%.1f%n", percent, SimulatedHosts.percentileMs(agesUs, percent));
        }
    }
}
