package io.ringtail.bench.fleet;

import io.ringtail.kafka.record.PageKey;
import io.ringtail.kafka.record.ShippedPage;
import io.ringtail.proto.stream.ClockReading;
import io.ringtail.proto.stream.Position;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A CPU of a simulated host, whose pages are samples, with its own number, positions and times. For one thread. */
final class SimulatedCpu {
    private final PageKey key;
    private final SamplePages samples;
    private final ClockReading clock = ClockReading.now();
    private int next;
    private Position position = new Position(0, 0, 0, 0, 0);

    /**
     * Creates a CPU of a host, whose boot does not matter.
     *
     * @param first the sample that it begins with
     */
    SimulatedCpu(String host, int cpu, SamplePages samples, int first) {
        this.key = new PageKey(host, new UUID(0, host.hashCode()), cpu);
        this.samples = samples;
        this.next = first;
    }

    /** Returns how many events its next page has. */
    int events() {
        return samples.events(next);
    }

    /** Returns the record of its next page. */
    ProducerRecord<byte[], byte[]> page(String topic) {
        byte[] frame = samples.frame(next, key.cpu(), position.subbuf(), System.nanoTime());
        return record(topic, frame);
    }

    /** Returns the record of its next page, whose times stay those of the sample. */
    ProducerRecord<byte[], byte[]> unchanged(String topic) {
        return record(topic, samples.frame(next));
    }

    private ProducerRecord<byte[], byte[]> record(String topic, byte[] frame) {
        Position begin = position;
        position = new Position(begin.subbuf() + 1, 0, begin.events() + events(), 0, 0);
        next++;
        ShippedPage page = new ShippedPage(key, 1, 1, 1, begin, position, clock, frame);
        return new ProducerRecord<>(topic, null, key.bytes(), page.value(), page.headers());
    }
}
