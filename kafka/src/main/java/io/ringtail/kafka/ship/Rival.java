package io.ringtail.kafka.ship;

import io.ringtail.kafka.client.TopicReader;
import io.ringtail.kafka.record.MetaKey;
import java.io.IOException;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;

/**
 * Looks for a later shipper of the same host, which ends this one's session without its knowledge: consumers pass over
 * what it goes on to send. Every shipper writes its positions, with its session, when it has claimed its CPUs. A look
 * continues where the last one ended, so a shipper that has ended meanwhile is found, too. For one thread.
 */
final class Rival {
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final TopicPartition partition;
    private final MetaKey origin;
    private final long session;
    private long next;

    /**
     * Prepares to look.
     *
     * @param consumers opens a consumer for one look
     * @param partition of {@code PREFIX.meta}, the host's
     * @param origin any key of the host and its boot
     * @param session this shipper's
     * @param next the offset after what this shipper had read when it chose its session
     */
    Rival(
            Supplier<Consumer<byte[], byte[]>> consumers,
            TopicPartition partition,
            MetaKey origin,
            long session,
            long next) {
        this.consumers = consumers;
        this.partition = partition;
        this.origin = origin;
        this.session = session;
        this.next = next;
    }

    /**
     * Returns whether a later session has written its positions; if no broker answers, the next look finds out.
     *
     * @throws AuthorizationException if this user may not look, so that no later look finds out either
     */
    boolean isThere() {
        HostMeta recent = new HostMeta(origin);
        try (Consumer<byte[], byte[]> consumer = consumers.get()) {
            next = new TopicReader(consumer)
                    .readFrom(partition, next, found -> recent.take(found.key(), found.value()));
        } catch (AuthorizationException never) {
            throw never;
        } catch (IOException | KafkaException unanswered) {
            return false;
        }
        return recent.session() > session;
    }
}
