package io.ringtail.kafka.ship;

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
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What a host that ships nothing but snapshots writes besides them: the moments on both clocks by which {@code ringtail
 * doctor} sees that its shipper runs, and the removal of what {@code PREFIX.meta} has of ring buffers whose pages have
 * expired. For one thread.
 */
public final class HostSigns {
    private final Clients clients;
    private final Producer<byte[], byte[]> producer;
    private final String host;
    private final ResumedStream.Daemons daemons;
    private @Nullable Topics topics;
    private boolean clean;
    /** Why brokers refused the last record; null if they did not. */
    private final AtomicReference<@Nullable Exception> refusal = new AtomicReference<>();

    /**
     * Creates an object that has written nothing yet.
     *
     * @param producer which the caller closes
     * @param host the host's name in the topics
     */
    public HostSigns(Clients clients, Producer<byte[], byte[]> producer, String host, ResumedStream.Daemons daemons) {
        this.clients = clients;
        this.producer = producer;
        this.host = host;
        this.daemons = daemons;
    }

    /**
     * Writes a moment on both clocks of the daemon that is there now; the first time, also removes what has expired.
     *
     * @throws IOException if the daemon or the topics cannot be reached, or brokers refused what was written the last
     *     time; the message is one line
     */
    public void give() throws IOException {
        if (refusal.getAndSet(null) instanceof RuntimeException refused) {
            throw KafkaProblem.ofWriting(refused, clients.settings());
        }
        Origin origin = Origin.of(daemons.find(), null);
        Topics found = topics;
        if (found == null) {
            found = Topics.find(clients);
            topics = found;
        }
        MetaKey key = MetaKey.of(host, origin.hello().bootId(), origin.generation(), Kind.CLOCK);
        try {
            send(
                    found,
                    key.bytes(),
                    ClockRecord.bytes(ShipClock.of(origin.hello()).at(System.nanoTime())));
            if (!clean && found.retentionMs() >= 0) {
                // Once, whether it succeeds or not: the next shipper tries again.
                clean = true;
                removeExpired(found, key);
            }
        } catch (KafkaException e) {
            throw KafkaProblem.of(e, clients.settings());
        }
    }

    private void removeExpired(Topics found, MetaKey origin) throws IOException {
        HostMeta meta = new HostMeta(origin);
        try (Consumer<byte[], byte[]> consumer = clients.consumer("ringtail-signs-" + host)) {
            new TopicReader(consumer)
                    .readAll(
                            new TopicPartition(found.names().meta(), partition(found)),
                            next -> meta.take(next.key(), next.value(), next.timestamp()));
        }
        for (byte[] key : meta.former().expired(System.currentTimeMillis(), found.retentionMs())) {
            send(found, key, null);
        }
    }

    private int partition(Topics found) {
        return Partitions.ofHost(host, found.meta());
    }

    private void send(Topics found, byte[] key, byte @Nullable [] value) {
        producer.send(new ProducerRecord<>(found.names().meta(), partition(found), key, value), (sent, failure) -> {
            if (failure != null) {
                refusal.set(failure);
            }
        });
    }
}
