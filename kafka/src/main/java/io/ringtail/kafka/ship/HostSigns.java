package io.ringtail.kafka.ship;

import io.ringtail.kafka.client.ClientSettings;
import io.ringtail.kafka.client.Clients;
import io.ringtail.kafka.client.KafkaProblem;
import io.ringtail.kafka.client.Partitions;
import io.ringtail.kafka.client.TopicReader;
import io.ringtail.kafka.client.Topics;
import io.ringtail.kafka.record.ClockRecord;
import io.ringtail.kafka.record.MetaKey;
import io.ringtail.kafka.record.MetaKey.Kind;
import io.ringtail.reader.remote.ResumedStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What a host that ships nothing but snapshots writes besides them: the moments on both clocks by which {@code ringtail
 * doctor} sees that its shipper runs, and the removal of what {@code PREFIX.meta} has of ring buffers whose pages have
 * expired. For one thread.
 */
public final class HostSigns {
    /** How long a sign may be on its way: as long as a consumer's or an administrator's request. */
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final ClientSettings settings;
    private final Producer<byte[], byte[]> producer;
    private final String host;
    private final Lookup<Origin> origins;
    private final Lookup<Topics> lookup;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Duration limit;
    private @Nullable Topics topics;
    private @Nullable Future<RecordMetadata> sign;
    private boolean clean;

    /**
     * Creates an object that has written nothing yet.
     *
     * @param producer which the caller closes
     * @param host the host's name in the topics
     */
    public HostSigns(Clients clients, Producer<byte[], byte[]> producer, String host, ResumedStream.Daemons daemons) {
        this(
                clients.settings(),
                producer,
                host,
                () -> Origin.of(daemons.find(), null),
                () -> Topics.find(clients),
                () -> clients.consumer("ringtail-signs-" + host),
                LIMIT);
    }

    /** Creates an object with a daemon, topics and consumers of its own. */
    HostSigns(
            ClientSettings settings,
            Producer<byte[], byte[]> producer,
            String host,
            Lookup<Origin> origins,
            Lookup<Topics> lookup,
            Supplier<Consumer<byte[], byte[]>> consumers,
            Duration limit) {
        this.settings = settings;
        this.producer = producer;
        this.host = host;
        this.origins = origins;
        this.lookup = lookup;
        this.consumers = consumers;
        this.limit = limit;
    }

    /** Finds what a sign needs. */
    @FunctionalInterface
    interface Lookup<T> {
        /**
         * Returns what is there now.
         *
         * @throws IOException if there is none; the message is one line
         */
        T find() throws IOException;
    }

    /**
     * Writes a moment on both clocks of the daemon that is there now, and waits until it is in the topic; the first
     * time, also removes what has expired.
     *
     * @throws IOException if the daemon or the topics cannot be reached, or the moment cannot be written; the message is
     *     one line
     */
    public void give() throws IOException {
        Origin origin = origins.find();
        Topics found = topics;
        if (found == null) {
            found = lookup.find();
            topics = found;
        }
        MetaKey key = MetaKey.of(host, origin.hello().bootId(), origin.generation(), Kind.CLOCK);
        sendNow(record(
                found,
                key.bytes(),
                ClockRecord.bytes(ShipClock.of(origin.hello()).at(System.nanoTime()))));
        if (!clean && found.retentionMs() >= 0) {
            // Once, whether it succeeds or not: the next shipper tries again.
            clean = true;
            removeExpired(found, key);
        }
    }

    /** Removes what has expired, if this user may read it: a failure takes nothing from the sign that has been given. */
    private void removeExpired(Topics found, MetaKey origin) {
        HostMeta meta = new HostMeta(origin);
        try (Consumer<byte[], byte[]> consumer = consumers.get()) {
            new TopicReader(consumer)
                    .readAll(
                            new TopicPartition(found.names().meta(), partition(found)),
                            next -> meta.take(next.key(), next.value(), next.timestamp()));
            for (byte[] key : meta.former().expired(System.currentTimeMillis(), found.retentionMs())) {
                producer.send(record(found, key, null));
            }
        } catch (IOException | KafkaException notNow) {
            // The next shipper tries again.
        }
    }

    private int partition(Topics found) {
        return Partitions.ofHost(host, found.meta());
    }

    private ProducerRecord<byte[], byte[]> record(Topics found, byte[] key, byte @Nullable [] value) {
        return new ProducerRecord<>(found.names().meta(), partition(found), key, value);
    }

    /** Sends a sign and waits for it; while no broker takes the one before, waits for that: one is on its way at most. */
    private void sendNow(ProducerRecord<byte[], byte[]> next) throws IOException {
        Future<RecordMetadata> awaited = sign;
        try {
            if (awaited == null || awaited.isDone()) {
                awaited = producer.send(next);
                sign = awaited;
            }
            awaited.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | KafkaException e) {
            throw KafkaProblem.ofWriting(e, settings);
        } catch (TimeoutException e) {
            throw new IOException(
                    "no broker at " + settings.brokers() + " has taken it for " + limit.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while sending to Kafka at " + settings.brokers(), e);
        }
    }
}
