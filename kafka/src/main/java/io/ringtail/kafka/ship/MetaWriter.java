package io.ringtail.kafka.ship;

import io.ringtail.kafka.record.Checkpoints;
import io.ringtail.kafka.record.ClockRecord;
import io.ringtail.kafka.record.MetaKey;
import io.ringtail.kafka.record.MetaKey.Kind;
import io.ringtail.proto.stream.ClockReading;
import io.ringtail.proto.stream.FrameEncoder;
import io.ringtail.proto.stream.StreamHeader;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes a ring buffer's records of {@code PREFIX.meta}. */
final class MetaWriter {
    private final Sending sending;
    private final String topic;
    private final int partition;
    private final MetaKey origin;
    private final Map<Integer, byte[]> formats;

    /**
     * Creates a writer.
     *
     * @param origin any key of the host, the boot and the ring buffer
     * @param formats the formats' frames that the topic has, by the ids of their events
     */
    MetaWriter(Sending sending, String topic, int partition, MetaKey origin, Map<Integer, byte[]> formats) {
        this.sending = sending;
        this.topic = topic;
        this.partition = partition;
        this.origin = origin;
        this.formats = new ConcurrentHashMap<>(formats);
    }

    /** How many formats are in the topic: a page with any of them may follow. */
    int formats() {
        return formats.size();
    }

    /** Writes an event's format, and waits until it is in the topic. */
    void format(int eventId, String system, String format) throws IOException {
        byte[] frame = FrameEncoder.format(eventId, system, format);
        byte[] known = formats.get(eventId);
        if (known == null || !Arrays.equals(known, frame)) {
            sending.sendNow(of(Kind.FORMAT, eventId, frame));
            formats.put(eventId, frame);
        }
    }

    /** Writes a thread's name and process. */
    void thread(int tid, int pid, String name) throws IOException {
        sending.send(of(Kind.THREAD, tid, FrameEncoder.cmdline(tid, pid, name)), place -> {});
    }

    /** Writes a stream's first frame. */
    void hello(StreamHeader hello) throws IOException {
        sending.send(of(Kind.HELLO, 0, FrameEncoder.hello(hello)), place -> {});
    }

    /** Writes a moment on both clocks. */
    void clock(ClockReading clock) throws IOException {
        sending.send(of(Kind.CLOCK, 0, ClockRecord.bytes(clock)), place -> {});
    }

    /** Writes where the CPUs are. */
    void positions(Checkpoints positions) throws IOException {
        sending.send(of(Kind.POSITIONS, 0, positions.bytes()), place -> {});
    }

    /** Writes where the CPUs are, and waits until that is in the topic. */
    void positionsNow(Checkpoints positions) throws IOException {
        sending.sendNow(of(Kind.POSITIONS, 0, positions.bytes()));
    }

    /** Removes a record that nobody needs any more. */
    void remove(byte[] key) throws IOException {
        sending.send(new ProducerRecord<>(topic, partition, key, null), place -> {});
    }

    private ProducerRecord<byte[], byte[]> of(Kind kind, int id, byte[] value) {
        MetaKey key = new MetaKey(origin.host(), origin.boot(), origin.generation(), kind, id);
        return new ProducerRecord<>(topic, partition, key.bytes(), value);
    }
}
