package io.ringtail.kafka.fleet;

import io.ringtail.kafka.client.Clients;
import io.ringtail.kafka.client.KafkaProblem;
import io.ringtail.kafka.client.TopicReader;
import io.ringtail.kafka.client.TopicReader.Part;
import io.ringtail.kafka.record.MalformedRecordException;
import io.ringtail.kafka.record.MetaKey;
import io.ringtail.kafka.record.PageKey;
import io.ringtail.kafka.record.PagesRecord;
import io.ringtail.kafka.record.Progress;
import io.ringtail.kafka.record.ShippedPage;
import io.ringtail.kafka.record.SnapshotHeader;
import io.ringtail.kafka.record.SnapshotId;
import io.ringtail.proto.stream.FrameAdapter;
import io.ringtail.proto.stream.FrameEncoder;
import io.ringtail.proto.stream.FrameListener;
import io.ringtail.proto.stream.StreamHeader;
import io.ringtail.reader.fleet.FleetException;
import io.ringtail.reader.fleet.FleetSnapshots.Receivers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads the pages of one snapshot out of its topic: first which rings there are, then what decodes them, then the pages,
 * which are passed on as they come. So memory holds the formats and names of these hosts, and no page.
 */
final class SnapshotReading {
    /** How much the clocks of the asking host and of brokers and shippers may differ. */
    private static final Duration CLOCKS = Duration.ofMinutes(2);

    private final Clients clients;
    private final SnapshotId id;
    private final Receivers receivers;
    private final Consumer<String> notices;
    private final Map<Ring, Source> sources = new LinkedHashMap<>();
    private long unreadable;

    SnapshotReading(Clients clients, SnapshotId id, Receivers receivers, Consumer<String> notices) {
        this.clients = clients;
        this.id = id;
        this.receivers = receivers;
        this.notices = notices;
    }

    /** One ring buffer of one host. */
    private record Ring(String host, UUID boot, long generation) {}

    /** What is known of a ring buffer: its HELLO frame, and the frames that decode its events. */
    private static final class Source {
        private final Map<MetaKey, byte[]> frames =
                new TreeMap<>((one, other) -> one.text().compareTo(other.text()));
        private final Map<Integer, Progress> cpus = new HashMap<>();
        private final HostFrames decoder = new HostFrames();
        private byte @Nullable [] hello;
        private @Nullable FrameListener listener;
    }

    /**
     * Reads everything that the topic has of the snapshot as of now.
     *
     * @return the number of ring buffers, each of which had a receiver
     * @throws IOException if it cannot be read; the message is one line that says what to do
     */
    int read() throws IOException {
        try (var consumer = clients.consumer("ringtail-snapshot")) {
            TopicReader reader = new TopicReader(consumer);
            Map<TopicPartition, Part> pages =
                    parts(consumer, clients.settings().topics().snapshots(), true);
            reader.read(pages, this::find);
            if (sources.isEmpty()) {
                throw new FleetException(
                        "the topic " + clients.settings().topics().snapshots() + " has nothing of snapshot " + id
                                + ": its retention may have ended, or nothing was shipped");
            }
            reader.read(parts(consumer, clients.settings().topics().meta(), false), this::describe);
            reader.read(pages, this::pass);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (KafkaException e) {
            throw KafkaProblem.of(e, clients.settings());
        }
        if (unreadable > 0) {
            notices.accept(unreadable + " records are of no use: no shipper writes such");
        }
        return sources.size();
    }

    private Map<TopicPartition, Part> parts(
            org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer, String topic, boolean sinceAsked) {
        Map<TopicPartition, Long> asked = new HashMap<>();
        long sinceMs = Math.max(0, id.asked().minus(CLOCKS).toEpochMilli());
        for (PartitionInfo each : consumer.partitionsFor(topic)) {
            asked.put(new TopicPartition(topic, each.partition()), sinceMs);
        }
        Map<TopicPartition, Long> ends = consumer.endOffsets(asked.keySet());
        Map<TopicPartition, Part> parts = new HashMap<>();
        if (sinceAsked) {
            Map<TopicPartition, OffsetAndTimestamp> begins = consumer.offsetsForTimes(asked);
            begins.forEach((partition, begin) -> {
                if (begin != null) {
                    parts.put(partition, new Part(begin.offset(), ends.getOrDefault(partition, begin.offset())));
                }
            });
        } else {
            Map<TopicPartition, Long> begins = consumer.beginningOffsets(asked.keySet());
            begins.forEach(
                    (partition, begin) -> parts.put(partition, new Part(begin, ends.getOrDefault(partition, begin))));
        }
        return parts;
    }

    /** A page of this snapshot; null if the record is of another one, or unreadable. */
    private @Nullable ShippedPage page(ConsumerRecord<byte[], byte[]> record) {
        try {
            return SnapshotHeader.parse(record.headers()).equals(id)
                            && PagesRecord.parse(record.key(), record.value(), record.headers())
                                    instanceof ShippedPage page
                    ? page
                    : null;
        } catch (MalformedRecordException e) {
            unreadable++;
            return null;
        }
    }

    private void find(ConsumerRecord<byte[], byte[]> record) {
        ShippedPage page = page(record);
        if (page != null) {
            sources.putIfAbsent(ring(page), new Source());
        }
    }

    private static Ring ring(ShippedPage page) {
        PageKey key = page.key();
        return new Ring(key.host(), key.boot(), page.generation());
    }

    private void describe(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null || record.value() == null) {
            return;
        }
        try {
            MetaKey key = MetaKey.parse(record.key());
            Source source = sources.get(new Ring(key.host(), key.boot(), key.generation()));
            if (source == null) {
                return;
            }
            switch (key.kind()) {
                case HELLO -> source.hello = record.value();
                case FORMAT, THREAD -> source.frames.put(key, record.value());
                default -> {
                    // Clocks and positions decode nothing.
                }
            }
        } catch (MalformedRecordException notOurs) {
            unreadable++;
        }
    }

    private void pass(ConsumerRecord<byte[], byte[]> record) {
        ShippedPage page = page(record);
        if (page == null) {
            return;
        }
        Ring ring = ring(page);
        Source source = sources.get(ring);
        if (source == null) {
            // It came after the first look at the topic.
            return;
        }
        try {
            FrameListener listener = listener(ring, source);
            Progress progress = source.cpus.get(page.key().cpu());
            if (progress == null) {
                progress = new Progress();
                source.cpus.put(page.key().cpu(), progress);
                source.decoder.pass(FrameEncoder.cpu(page.key().cpu(), true), listener);
            }
            if (progress.take(page) == Progress.Verdict.NEXT) {
                if (progress.missing() != 0) {
                    notices.accept("records of " + page.key().text() + " are missing: "
                            + (progress.missing() < 0 ? "nobody knows how many" : progress.missing()) + " events");
                }
                source.decoder.pass(page.value(), listener);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The ring buffer's receiver, which first gets what decodes its events. */
    private FrameListener listener(Ring ring, Source source) throws IOException {
        if (source.listener == null) {
            if (source.hello == null) {
                throw new FleetException(
                        "the topic " + clients.settings().topics().meta() + " has nothing of " + ring.host()
                                + ": its records were removed, though it should be compacted");
            }
            Greeting greeting = new Greeting();
            source.decoder.pass(source.hello, greeting);
            source.listener = receivers.of(ring.host(), greeting.as(ring));
            for (byte[] frame : source.frames.values()) {
                source.decoder.pass(frame, source.listener);
            }
        }
        return source.listener;
    }

    private static final class Greeting extends FrameAdapter {
        private @Nullable StreamHeader hello;

        @Override
        public void onHello(StreamHeader first) {
            hello = first;
        }

        /** The header with the host's name in the topics. */
        StreamHeader as(Ring ring) throws IOException {
            StreamHeader first = hello;
            if (first == null) {
                throw new IOException("the first record of " + ring.host() + " is no HELLO");
            }
            return new StreamHeader(
                    first.subbufSize(),
                    first.possibleCpus(),
                    first.mode(),
                    ring.boot(),
                    first.clock(),
                    ring.host(),
                    first.headerPage(),
                    first.headerEvent(),
                    first.clocks());
        }
    }
}
