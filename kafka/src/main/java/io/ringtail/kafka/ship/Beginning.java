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
import io.ringtail.kafka.record.SessionNumber;
import io.ringtail.proto.stream.Position;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
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
    /**
     * How many records before the claim are read of a CPU without a checkpoint: a shipper may have claimed it and died
     * before it wrote one, some seconds ago.
     */
    private static final long LOOK_BACK = 1_000;

    private final Clients clients;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final LongSupplier wallNs;
    private final Topics topics;
    private final Origin origin;
    private final String host;
    private final HostMeta meta;
    private final Sending sending;
    private final List<Claimed> claims = new ArrayList<>();
    private long session;
    private long metaEnd;

    /**
     * Creates a beginning.
     *
     * @param former the session that this process had before; {@link Long#MIN_VALUE} for none
     */
    Beginning(Clients clients, Topics topics, Origin origin, String host, Sending sending, long former) {
        this(
                clients,
                () -> clients.consumer("ringtail-ship-" + host),
                Beginning::nowNs,
                topics,
                origin,
                host,
                sending,
                former);
    }

    /** Creates a beginning with consumers and a wall clock of its own. */
    Beginning(
            Clients clients,
            Supplier<Consumer<byte[], byte[]>> consumers,
            LongSupplier wallNs,
            Topics topics,
            Origin origin,
            String host,
            Sending sending,
            long former) {
        this.clients = clients;
        this.consumers = consumers;
        this.wallNs = wallNs;
        this.session = former;
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

    /**
     * Returns a line if readers whose clocks are those of other hosts pass over the session, once the lanes exist; null
     * if they do not, or no other host has written to this one's partition of {@code PREFIX.meta}.
     */
    @Nullable
    String ahead() {
        long othersMs = meta.othersMs();
        if (othersMs < 0 || !SessionNumber.isAhead(session, TimeUnit.MILLISECONDS.toNanos(othersMs))) {
            return null;
        }
        return "the session begins at " + Instant.ofEpochSecond(0, session)
                + ", more than ten years after the last record of other hosts, of " + Instant.ofEpochMilli(othersMs)
                + ": readers pass over what is shipped; set this machine's clock, and start the shipper again";
    }

    /** Returns a writer of the ring buffer's metadata. */
    MetaWriter metaWriter() {
        return new MetaWriter(
                sending, topics.names().meta(), Partitions.ofHost(host, topics.meta()), originKey(), meta.formats());
    }

    /** Claims the CPUs that have rings, and finds how far earlier shippers have come with each. */
    Map<Integer, Lane> lanes() throws IOException {
        try (Consumer<byte[], byte[]> consumer = consumers.get()) {
            TopicReader reader = new TopicReader(consumer);
            metaEnd = reader.readAll(metaPartition(), next -> meta.take(next.key(), next.value(), next.timestamp()));
            session = later(Math.max(session, meta.session()));
            for (int attempt = 0; attempt < MOST_CLAIMS; attempt++) {
                Map<Integer, Trail> trails = claim(reader);
                long latest =
                        trails.values().stream().mapToLong(Trail::session).max().orElse(session);
                if (latest <= session) {
                    return lanes(trails);
                }
                session = later(latest);
            }
            throw new IOException("other shippers of " + host + " begin again and again: run one for each host, or give"
                    + " each its --host name");
        } catch (RuntimeException e) {
            throw KafkaProblem.of(e, clients.settings());
        }
    }

    /** Returns the number of a session after another one: the time, unless the clock has been set back. */
    private long later(long other) {
        return Math.max(other + 1, wallNs.getAsLong());
    }

    /** Returns the keys of what the topic has of ring buffers whose pages have expired, once. */
    List<byte[]> expired() {
        List<byte[]> expired = meta.former().expired(System.currentTimeMillis(), topics.retentionMs());
        meta.former().clear();
        return expired;
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

    /** Claims the CPUs, and follows their records up to the claims. */
    private Map<Integer, Trail> claim(TopicReader reader) throws IOException {
        Map<TopicPartition, TopicReader.Part> parts = new HashMap<>();
        Map<Integer, Trail> trails = new HashMap<>();
        claims.clear();
        for (int cpu : origin.cpus()) {
            PageKey key = key(cpu);
            int partition = Partitions.ofKey(key.bytes(), topics.pages());
            long offset = claim(key, partition);
            claims.add(new Claimed(key, partition, offset));
            Checkpoint last = meta.checkpoints().get(cpu);
            trails.put(cpu, trail(last));
            if (last == null) {
                add(parts, partition, Math.max(0, offset - LOOK_BACK), offset);
            } else if (last.partition() < topics.pages()) {
                // Another number of partitions has moved the CPU: the end of its former partition is final, too.
                add(
                        parts,
                        last.partition(),
                        last.offset(),
                        last.partition() == partition ? offset : claim(key, last.partition()));
            }
        }
        reader.read(parts, next -> take(next, trails));
        return trails;
    }

    private void add(Map<TopicPartition, TopicReader.Part> parts, int partition, long from, long claim) {
        parts.merge(
                new TopicPartition(topics.names().pages(), partition),
                new TopicReader.Part(from, claim + 1),
                (one, other) ->
                        new TopicReader.Part(Math.min(one.from(), other.from()), Math.max(one.to(), other.to())));
    }

    private Map<Integer, Lane> lanes(Map<Integer, Trail> trails) {
        Map<Integer, Lane> lanes = new TreeMap<>();
        for (Claimed claim : claims) {
            int cpu = claim.key().cpu();
            Trail trail = trails.get(cpu);
            // Without a checkpoint, the beginning of what was read is arbitrary.
            boolean isArbitrary = !meta.checkpoints().containsKey(cpu);
            lanes.put(cpu, lane(claim, trail == null || isArbitrary ? null : trail.end()));
        }
        return lanes;
    }

    private Trail trail(@Nullable Checkpoint last) {
        if (last == null) {
            return new Trail(Long.MIN_VALUE, origin.generation(), null);
        }
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
