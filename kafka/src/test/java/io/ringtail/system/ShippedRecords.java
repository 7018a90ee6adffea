package io.ringtail.system;

import io.ringtail.kafka.record.PageKey;
import io.ringtail.kafka.record.PagesRecord;
import io.ringtail.kafka.record.Progress;
import io.ringtail.kafka.record.ShippedPage;
import io.ringtail.proto.page.PageIterator;
import io.ringtail.proto.stream.FrameDescriptor;
import io.ringtail.proto.stream.Position;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What {@code ringtail.pages} has of one host, as a consumer that drops by position counts it. For one thread. */
final class ShippedRecords implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final String host;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<PageKey, Progress> progress = new HashMap<>();
    private final PageIterator page = new PageIterator();
    private long events;
    private long lost;
    private long claims;
    private long passedOver;
    private int buffers;

    ShippedRecords(String brokers, String host) {
        this.host = host;
        Map<String, Object> settings = Map.of("bootstrap.servers", brokers);
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor("ringtail.pages").stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Reads what there is now. */
    ShippedRecords read() throws Exception {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (ConsumerRecord<byte[], byte[]> next : consumer.poll(POLL)) {
                take(PagesRecord.parse(next.key(), next.value(), next.headers()));
            }
        }
        return this;
    }

    private void take(PagesRecord next) {
        if (!next.key().host().equals(host)) {
            return;
        }
        Progress cpu = progress.computeIfAbsent(next.key(), first -> new Progress());
        Progress.Verdict verdict = cpu.take(next);
        if (!(next instanceof ShippedPage shipped)) {
            claims++;
        } else if (verdict == Progress.Verdict.NEXT) {
            if (cpu.missing() > 0 || cpu.overlap() > 0) {
                throw new AssertionError(
                        cpu.missing() + " missing and " + cpu.overlap() + " again at " + shipped.begin());
            }
            buffers += cpu.missing() == Progress.UNKNOWN ? 1 : 0;
            count(shipped);
        } else {
            passedOver++;
        }
    }

    private void count(ShippedPage shipped) {
        ByteBuffer frame = shipped.frame();
        int at = FrameDescriptor.PAGE_DATA_OFFSET;
        lost += page.wrap(frame, at, frame.capacity() - at).lostEvents();
        while (page.next()) {
            events++;
        }
    }

    /** Events in pages that count. */
    long events() {
        return events;
    }

    /** Events that these pages state to be lost. */
    long lost() {
        return lost;
    }

    /** The claims of all CPUs. */
    long claims() {
        return claims;
    }

    /** Pages that do not count. */
    long passedOver() {
        return passedOver;
    }

    /** How often a CPU's pages go on in another ring buffer. */
    int buffers() {
        return buffers;
    }

    /** How many CPUs have a page. */
    long cpus() {
        return progress.values().stream()
                .map(Progress::end)
                .filter(Objects::nonNull)
                .count();
    }

    /** The events that the last positions of all CPUs count, dropped ones included. */
    long reached() {
        return progress.values().stream()
                .map(Progress::end)
                .filter(Objects::nonNull)
                .mapToLong(ShippedRecords::count)
                .sum();
    }

    private static long count(Position position) {
        return position.events() + position.dropped();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
