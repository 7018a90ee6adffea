package io.ringtail.kafka.ship;

import io.ringtail.kafka.client.Clients;
import io.ringtail.kafka.client.Partitions;
import io.ringtail.kafka.client.TopicReader;
import io.ringtail.kafka.client.Topics;
import io.ringtail.kafka.record.MetaKey;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Looks for a later shipper of the same host, which ends this one's session without its knowledge: consumers pass over
 * what it goes on to send. Every shipper writes its positions, with its session, every ten seconds. For one thread.
 */
final class Rival implements AutoCloseable {
    private static final long WINDOW_MS = TimeUnit.SECONDS.toMillis(15);

    private final Consumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final MetaKey origin;
    private final long session;

    /**
     * Prepares to look.
     *
     * @param origin any key of the host and its boot
     * @param session this shipper's
     */
    Rival(Clients clients, Topics topics, MetaKey origin, long session) {
        this.consumer = clients.consumer("ringtail-ship-watch-" + origin.host());
        this.partition = new TopicPartition(topics.names().meta(), Partitions.ofHost(origin.host(), topics.meta()));
        this.origin = origin;
        this.session = session;
    }

    /** Returns whether a later session has written its positions of late; false if no broker answers. */
    boolean isThere() {
        HostMeta recent = new HostMeta(origin);
        try {
            new TopicReader(consumer)
                    .readSince(
                            partition,
                            System.currentTimeMillis() - WINDOW_MS,
                            next -> recent.take(next.key(), next.value()));
        } catch (IOException | KafkaException unanswered) {
            return false;
        }
        return recent.session() > session;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
