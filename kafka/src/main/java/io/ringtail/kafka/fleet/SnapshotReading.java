package io.ringtail.kafka.fleet;

import io.ringtail.kafka.client.ClientSettings;
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
import io.ringtail.proto.stream.FrameDecoder;
import io.ringtail.proto.stream.FrameEncoder;
import io.ringtail.proto.stream.FrameListener;
import io.ringtail.proto.stream.MalformedStreamException;
import io.ringtail.proto.stream.StreamHeader;
import io.ringtail.reader.fleet.FleetException;
import io.ringtail.reader.fleet.FleetSnapshots.Receivers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads the pages of one snapshot out of its topic: first which rings there are, then what decodes them, then which
 * shipment has the most of a ring that was shipped more than once, then the pages, which are passed on as they come. So
 * memory holds the formats and names of these hosts, and no page.
 */
final class SnapshotReading {
    /** How much the clocks of the asking host and of brokers and shippers may differ. */
    private static final Duration CLOCKS = Duration.ofMinutes(2);
    /** How many shipments of a ring buffer are looked at: more than shippers run by mistake. */
    private static final int MOST_SHIPMENTS = 16;

    private final Supplier<org.apache.kafka.clients.consumer.Consumer<byte[], byte[]>> consumers;
    private final ClientSettings settings;
    private final SnapshotId id;
    private final Receivers receivers;
    private final Consumer<String> notices;
    private final Map<Ring, Source> sources = new LinkedHashMap<>();
    private long unreadable;
    private long repeated;

    /**
     * Creates a reading.
     *
     * @param consumers gives one, which the reading closes
     */
    SnapshotReading(
            Supplier<org.apache.kafka.clients.consumer.Consumer<byte[], byte[]>> consumers,
            ClientSettings settings,
            SnapshotId id,
            Receivers receivers,
            Consumer<String> notices) {
        this.consumers = consumers;
        this.settings = settings;
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
        private final FrameDecoder decoder = new FrameDecoder();
        private final boolean wanted;
        private byte @Nullable [] hello;
        /** How many events each shipment of the ring buffer has, lost ones included, by its session. */
        private final Map<Long, Long> shipments = new TreeMap<>();

        private long shipment;
        private @Nullable StreamHeader header;
        private @Nullable FrameListener listener;
        private @Nullable String problem;

        Source(boolean wanted) {
            this.wanted = wanted;
        }

        void found(long session) {
            if (shipments.size() < MOST_SHIPMENTS) {
                shipments.putIfAbsent(session, 0L);
            }
        }

        boolean hasSeveralShipments() {
            return shipments.size() > 1;
        }

        /** Adds what a page has to its shipment, if the page fits the ring buffer. */
        void count(ShippedPage page) {
            StreamHeader geometry = header;
            if (geometry == null) {
                return;
            }
            try {
                page.check(geometry);
                long events = page.end().events() - page.begin().events();
                long dropped = page.end().dropped() - page.begin().dropped();
                shipments.computeIfPresent(
                        page.session(), (session, sum) -> saturated(sum, saturated(events, dropped)));
            } catch (MalformedRecordException passedOver) {
                // It is reported when it is read.
            }
        }

        private static long saturated(long one, long other) {
            long sum = one + Math.max(0, other);
            return sum < one ? Long.MAX_VALUE : sum;
        }

        /**
         * Chooses the shipment that is read, the one with the most events. Each has all by itself: that of a second
         * shipper of the same host has the same events, in other pages; that of one that failed has some of them.
         */
        void choose() {
            if (wanted) {
                shipment = Collections.max(shipments.entrySet(), Map.Entry.comparingByValue())
                        .getKey();
            }
        }
    }

    /**
     * Reads everything that the topic has of the snapshot as of now.
     *
     * @return the number of ring buffers, each of which had a receiver if its host is wanted and it could be read
     * @throws IOException if none can be read; the message is one line that says what to do
     */
    int read() throws IOException {
        try (var consumer = consumers.get()) {
            TopicReader reader = new TopicReader(consumer);
            Map<TopicPartition, Part> pages = parts(consumer, settings.topics().snapshots(), true);
            reader.read(pages, this::find);
            if (sources.isEmpty()) {
                throw new FleetException("the topic " + settings.topics().snapshots() + " has nothing of snapshot " + id
                        + ": its retention may have ended, or nothing was shipped");
            }
            reader.read(parts(consumer, settings.topics().meta(), false), this::describe);
            sources.forEach(this::greet);
            if (sources.values().stream().anyMatch(Source::hasSeveralShipments)) {
                reader.read(pages, this::count);
            }
            sources.values().forEach(Source::choose);
            reader.read(pages, this::pass);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (KafkaException e) {
            throw KafkaProblem.of(e, settings);
        }
        if (unreadable > 0) {
            notices.accept(unreadable + " records are of no use: no shipper writes such");
        }
        if (repeated > 0) {
            notices.accept(repeated
                    + " pages are of another shipment of the same host, which has no more events, and are left out:"
                    + " run one shipper for each host, or give each its --host name");
        }
        requireOne();
        return sources.size();
    }

    /** One host that cannot be read takes nothing away from others; all of them are an error. */
    private void requireOne() throws FleetException {
        String problem = null;
        for (Source source : sources.values()) {
            if (source.listener != null) {
                return;
            }
            problem = source.problem == null ? problem : source.problem;
        }
        if (problem != null) {
            throw new FleetException("nothing of snapshot " + id + " can be read: " + problem);
        }
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

    /** A page of this snapshot; null if the record is of another one. */
    private @Nullable ShippedPage parse(ConsumerRecord<byte[], byte[]> record) throws MalformedRecordException {
        return SnapshotHeader.parse(record.headers()).equals(id)
                        && PagesRecord.parse(record.key(), record.value(), record.headers()) instanceof ShippedPage page
                ? page
                : null;
    }

    /** A page of this snapshot; null if the record is of another one, or unreadable: {@link #find} has counted it. */
    private @Nullable ShippedPage page(ConsumerRecord<byte[], byte[]> record) {
        try {
            return parse(record);
        } catch (MalformedRecordException counted) {
            return null;
        }
    }

    private void find(ConsumerRecord<byte[], byte[]> record) {
        try {
            ShippedPage page = parse(record);
            if (page != null) {
                Source source = sources.computeIfAbsent(ring(page), ring -> new Source(receivers.wants(ring.host())));
                if (source.wanted) {
                    source.found(page.session());
                }
            }
        } catch (MalformedRecordException e) {
            unreadable++;
        }
    }

    private void count(ConsumerRecord<byte[], byte[]> record) {
        ShippedPage page = page(record);
        if (page != null) {
            Source source = sources.get(ring(page));
            if (source != null && source.hasSeveralShipments()) {
                source.count(page);
            }
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
            if (source == null || !source.wanted) {
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
        // One that is missing came after the first look at the topic.
        if (source == null || !source.wanted) {
            return;
        }
        if (page.session() != source.shipment) {
            repeated++;
            return;
        }
        FrameListener listener = listener(ring, source);
        if (listener != null) {
            pass(page, source, listener);
        }
    }

    private void pass(ShippedPage page, Source source, FrameListener listener) {
        try {
            // Before anything takes the page for read: a page that is none must not stand for those that follow.
            page.check(Objects.requireNonNull(source.header));
            Progress progress = source.cpus.get(page.key().cpu());
            if (progress == null) {
                progress = new Progress();
                source.cpus.put(page.key().cpu(), progress);
                source.decoder.decode(FrameEncoder.cpu(page.key().cpu(), true), listener);
            }
            if (progress.take(page) == Progress.Verdict.NEXT) {
                if (progress.missing() != 0) {
                    notices.accept("records of " + page.key().text() + " are missing: "
                            + (progress.missing() < 0 ? "nobody knows how many" : progress.missing()) + " events");
                }
                source.decoder.decode(page.value(), listener);
            }
        } catch (MalformedRecordException | MalformedStreamException e) {
            spoiled(source, page.key().host(), e);
        }
    }

    /** Counts a record that no shipper of the host writes; says so once for each ring buffer. */
    private void spoiled(Source source, String host, Exception why) {
        unreadable++;
        if (source.problem == null) {
            source.problem = "a record of " + host + " is malformed: " + why.getMessage();
            notices.accept(source.problem + "; others of it are read");
        }
    }

    /** Reads the HELLO of a ring buffer that is wanted. */
    private void greet(Ring ring, Source source) {
        if (!source.wanted) {
            return;
        }
        if (source.hello == null) {
            leaveOut(
                    source,
                    "the topic " + settings.topics().meta() + " has nothing of " + ring.host()
                            + ": its records were removed, though it should be compacted");
            return;
        }
        Greeting greeting = new Greeting();
        try {
            source.decoder.decode(source.hello, greeting);
            source.header = greeting.as(ring);
        } catch (MalformedStreamException e) {
            leaveOut(source, "the HELLO of " + ring.host() + " is malformed: " + e.getMessage());
        }
    }

    /** Says why a ring buffer is not read. */
    private void leaveOut(Source source, String why) {
        source.problem = why;
        notices.accept(why + "; the host is left out");
    }

    /** The ring buffer's receiver, which first gets what decodes its events; null if there is nothing that does. */
    private @Nullable FrameListener listener(Ring ring, Source source) {
        StreamHeader header = source.header;
        if (source.listener != null || header == null) {
            return source.listener;
        }
        FrameListener listener = begun(ring, header);
        source.listener = listener;
        for (byte[] frame : source.frames.values()) {
            try {
                source.decoder.decode(frame, listener);
            } catch (MalformedStreamException e) {
                spoiled(source, ring.host(), e);
            }
        }
        return listener;
    }

    private FrameListener begun(Ring ring, StreamHeader header) {
        try {
            return receivers.of(ring.host(), header);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Greeting extends FrameAdapter {
        private @Nullable StreamHeader hello;

        @Override
        public void onHello(StreamHeader first) {
            hello = first;
        }

        /** The header with the host's name in the topics. */
        StreamHeader as(Ring ring) {
            StreamHeader first = Objects.requireNonNull(hello);
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
