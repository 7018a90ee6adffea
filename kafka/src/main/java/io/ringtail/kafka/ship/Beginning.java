package io.ringtail.kafka.ship;

import io.ringtail.kafka.client.Clients;
import io.ringtail.kafka.client.KafkaProblem;
import io.ringtail.kafka.client.Partitions;
import io.ringtail.kafka.client.TopicReader;
import io.ringtail.kafka.client.Topics;
import io.ringtail.kafka.record.Checkpoints.Checkpoint;
import io.ringtail.kafka.record.Claim;
import io.ringtail.kafka.record.MalformedRecordException;
import io.ringtail.kafka.record.MetaKey;
import io.ringtail.kafka.record.MetaKey.Kind;
import io.ringtail.kafka.record.PageKey;
import io.ringtail.kafka.record.PagesRecord;
import io.ringtail.proto.stream.Position;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a session. It claims each CPU's place, and reads what lies between an earlier shipper's checkpoint and
 * the claim: the last page there is the last one that counts, since what is still on its way comes after the claim.
 */
final class Beginning {
    private static final int MOST_CLAIMS = 5;

    private final Clients clients;
    private final Topics topics;
    private final Origin origin;
    private final String host;
    private final HostMeta meta;
    private final Sending sending;
    private long session;
    private long metaEnd;

    Beginning(Clients clients, Topics topics, Origin origin, String host, Sending sending) {
        this.clients = clients;
        this.topics = topics;
        this.origin = origin;
        this.host = host;
        this.sending = sending;
        this.meta = new HostMeta(originKey());
    }

    /** Returns an object that looks for later shippers of the host. */
    Rival rival() {
        return new Rival(
                () -> clients.consumer("ringtail-ship-watch-" + host), metaPartition(), originKey(), session, metaEnd);
    }

    private TopicPartition metaPartition() {
        return new TopicPartition(topics.names().meta(), Partitions.ofHost(host, topics.meta()));
    }

    /** A key of the host, the boot and the ring buffer. */
    private MetaKey originKey() {
        return MetaKey.of(host, origin.hello().bootId(), origin.generation(), Kind.HELLO);
    }

    /** The session's number, once the lanes exist. */
    long session() {
        return session;
    }

    /** Returns a writer of the ring buffer's metadata. */
    MetaWriter metaWriter() {
        return new MetaWriter(
                sending, topics.names().meta(), Partitions.ofHost(host, topics.meta()), originKey(), meta.formats());
    }

    /** Claims the CPUs that have rings, and finds how far earlier shippers have come with each. */
    Map<Integer, Lane> lanes() throws IOException {
        try (Consumer<byte[], byte[]> consumer = clients.consumer("ringtail-ship-" + host)) {
            TopicReader reader = new TopicReader(consumer);
            metaEnd = reader.readAll(metaPartition(), next -> meta.take(next.key(), next.value(), next.timestamp()));
            long least = meta.session();
            for (int attempt = 0; attempt < MOST_CLAIMS; attempt++) {
                session = Math.max(least + 1, nowNs());
                Map<Integer, Lane> lanes = lanes(reader);
                if (lanes != null) {
                    return lanes;
                }
                least = session;
            }
            throw new IOException("other shippers of " + host + " begin again and again: run one for each host, or give"
                    + " each its --host name");
        } catch (RuntimeException e) {
            throw KafkaProblem.of(e, clients.settings());
        }
    }

    /** Returns the keys of what the topic has of ring buffers whose pages have expired. */
    List<byte[]> expired() {
        return meta.former().expired(System.currentTimeMillis(), topics.retentionMs());
    }

    /** Claims a CPU that has come online, of which the topic has nothing. */
    Lane lane(int cpu) throws IOException {
        PageKey key = key(cpu);
        int partition = Partitions.ofKey(key.bytes(), topics.pages());
        return lane(new Claimed(key, partition, claim(key, partition)), null);
    }

    private static long nowNs() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    private PageKey key(int cpu) {
        return new PageKey(host, origin.hello().bootId(), cpu);
    }

    private long claim(PageKey key, int partition) throws IOException {
        Claim claim = new Claim(key, session, origin.generation());
        return sending.sendNow(new ProducerRecord<>(
                        topics.names().pages(), partition, key.bytes(), claim.value(), claim.headers()))
                .offset();
    }

    /** A CPU of which the session's claim is in the topic. */
    private record Claimed(PageKey key, int partition, long offset) {}

    /** Returns null if another shipper's session is later than this one's. */
    private @Nullable Map<Integer, Lane> lanes(TopicReader reader) throws IOException {
        Map<TopicPartition, TopicReader.Part> parts = new HashMap<>();
        Map<Integer, Trail> trails = new HashMap<>();
        List<Claimed> claims = new ArrayList<>();
        for (int cpu : origin.cpus()) {
            PageKey key = key(cpu);
            int partition = Partitions.ofKey(key.bytes(), topics.pages());
            long offset = claim(key, partition);
            claims.add(new Claimed(key, partition, offset));
            Checkpoint last = meta.checkpoints().get(cpu);
            if (last != null) {
                trails.put(cpu, trail(last));
            }
            if (last != null && last.partition() < topics.pages()) {
                // Another number of partitions has moved the CPU: the end of its former partition is final, too.
                long end = last.partition() == partition ? offset : claim(key, last.partition());
                parts.merge(
                        new TopicPartition(topics.names().pages(), last.partition()),
                        new TopicReader.Part(last.offset(), end + 1),
                        (one, other) -> new TopicReader.Part(
                                Math.min(one.from(), other.from()), Math.max(one.to(), other.to())));
            }
        }
        reader.read(parts, next -> take(next, trails));
        if (trails.values().stream().anyMatch(found -> found.session() > session)) {
            return null;
        }
        Map<Integer, Lane> lanes = new TreeMap<>();
        for (Claimed claim : claims) {
            int cpu = claim.key().cpu();
            Trail trail = trails.get(cpu);
            lanes.put(cpu, lane(claim, trail == null ? null : trail.end()));
        }
        return lanes;
    }

    private Trail trail(Checkpoint last) {
        return new Trail(meta.checkpointSession(), origin.generation(), meta.isSameBuffer() ? last.position() : null);
    }

    private Lane lane(Claimed claim, @Nullable Position from) {
        return new Lane(
                claim.key(), claim.partition(), origin.hello().subbufSize(), claim.offset(), from, System.nanoTime());
    }

    private void take(ConsumerRecord<byte[], byte[]> next, Map<Integer, Trail> trails) {
        byte[] bytes = next.key();
        if (bytes == null) {
            return;
        }
        try {
            PageKey key = PageKey.parse(bytes);
            Trail found = trails.get(key.cpu());
            if (found != null && key.equals(key(key.cpu()))) {
                found.take(PagesRecord.parse(bytes, next.value(), next.headers()));
            }
        } catch (MalformedRecordException ignored) {
            // No shipper has written it, so no consumer counts it.
        }
    }
}
