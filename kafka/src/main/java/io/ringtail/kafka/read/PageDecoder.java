package io.ringtail.kafka.read;

import io.ringtail.kafka.record.MalformedRecordException;
import io.ringtail.kafka.record.PageKey;
import io.ringtail.kafka.record.ShippedPage;
import io.ringtail.proto.page.PageIterator;
import io.ringtail.reader.EventSink;
import io.ringtail.reader.EventView;
import io.ringtail.reader.LossCause;
import io.ringtail.reader.fleet.FleetHost;
import io.ringtail.reader.format.EventDecoder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * Decodes pages one by one, by what {@code PREFIX.meta} says of their hosts. Which pages count is the caller's business:
 * see {@link io.ringtail.kafka.record.Progress}. For one thread.
 */
public final class PageDecoder implements AutoCloseable {
    private static final long META_EVERY_NS = TimeUnit.SECONDS.toNanos(1);
    /** A reading that fails may have waited for 20 seconds, during which no page was decoded. */
    private static final long META_AFTER_FAILURE_NS = TimeUnit.MINUTES.toNanos(1);

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;
    private final LongSupplier nanoTime;
    private final HostBuffers buffers = new HostBuffers(host -> true);
    private final Map<HostBuffer, EventDecoder> decoders = new HashMap<>();
    private final Current current = new Current();
    private final PageIterator events = new PageIterator();
    private @Nullable MetaReader meta;
    private long nextMetaNs;

    /**
     * Creates a decoder; reads nothing yet.
     *
     * @param consumer without a group; closed with this decoder
     * @param topic {@code PREFIX.meta}
     */
    public PageDecoder(Consumer<byte[], byte[]> consumer, String topic) {
        this(consumer, topic, System::nanoTime);
    }

    /**
     * Creates a decoder with a clock of its own.
     *
     * @param nanoTime in place of {@link System#nanoTime}
     */
    PageDecoder(Consumer<byte[], byte[]> consumer, String topic, LongSupplier nanoTime) {
        this.consumer = consumer;
        this.topic = topic;
        this.nanoTime = nanoTime;
        this.nextMetaNs = nanoTime.getAsLong();
    }

    /**
     * Passes on a page's events, with times in ns since 1970, and before them the loss that it states.
     *
     * @throws MalformedRecordException if the topic does not describe the page's ring buffer, or the page is none of it
     * @throws org.apache.kafka.common.KafkaException if the topic cannot be read
     */
    public void decode(ShippedPage page, EventSink sink) throws MalformedRecordException {
        PageKey key = page.key();
        HostBuffer buffer = buffers.of(new FleetHost(key.host(), key.boot(), page.generation()));
        learn(buffer, page.formats());
        if (buffer.hello() == null) {
            throw new MalformedRecordException(
                    "the topic " + topic + " does not describe " + key.host() + ", boot " + key.boot());
        }
        buffer.check(page);
        HeldPage held = new HeldPage(buffer, page.frame(), buffer.clock().offsetNs(page.clock()), 0, 0, 0);
        current.sink = sink;
        EventDecoder decoder = decoders.computeIfAbsent(buffer, of -> of.decoder(current));
        long lost = held.open(events).lostEvents();
        if (lost != 0) {
            sink.onLost(key.cpu(), Math.max(-1, lost), lost < 0 ? LossCause.UNCOUNTED : LossCause.OVERRUN);
        }
        while (events.next()) {
            decoder.event(
                    held.frame(),
                    events.payloadOffset(),
                    events.payloadLength(),
                    events.timestamp() + held.offsetNs(),
                    key.cpu());
        }
    }

    /** Reads the topic if the page needs it, and once a second for names that have come since. */
    private void learn(HostBuffer buffer, int formatsBefore) {
        if (buffer.needs(formatsBefore)) {
            update();
            buffer.askedFor(formatsBefore);
        } else if (nanoTime.getAsLong() - nextMetaNs > 0) {
            try {
                update();
            } catch (RetriableException e) {
                if (buffer.hello() == null) {
                    throw e;
                }
                nextMetaNs = nanoTime.getAsLong() + META_AFTER_FAILURE_NS;
            }
        }
    }

    private void update() {
        MetaReader reader = meta;
        if (reader == null) {
            List<PartitionInfo> partitions = consumer.partitionsFor(topic);
            reader = new MetaReader(consumer, topic, partitions.size(), buffers);
            meta = reader;
        }
        reader.update();
        nextMetaNs = nanoTime.getAsLong() + META_EVERY_NS;
    }

    @Override
    public void close() {
        consumer.close();
    }

    /** Passes events on to the sink of the present page. */
    private static final class Current implements EventSink {
        private @Nullable EventSink sink;

        @Override
        public void onEvent(EventView event) {
            if (sink != null) {
                sink.onEvent(event);
            }
        }

        @Override
        public void onLost(int cpu, long count, LossCause cause) {}

        @Override
        public void onLate(int cpu, long byNs) {}
    }
}
