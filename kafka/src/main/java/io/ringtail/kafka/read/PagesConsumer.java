package io.ringtail.kafka.read;

import io.ringtail.kafka.record.PageKey;
import io.ringtail.reader.fleet.FleetQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * A consumer of {@code PREFIX.pages}, of all partitions or of a group's share: where it begins and ends, which partitions
 * it reads now, and the time up to which they are complete. For one thread, but for {@link #wakeup}.
 */
final class PagesConsumer implements AutoCloseable {
    private static final long NS_PER_MS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final Duration LAST_COMMIT = Duration.ofSeconds(2);
    /** How long a single partition's leader may take to answer, while no other partition is read. */
    private static final Duration SINGLE_LOOK_UP = Duration.ofSeconds(1);
    /** After so many failures, look-ups of single partitions go on with the others the next time. */
    private static final int MOST_FAILURES = 5;

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;
    private final List<TopicPartition> all;
    private final FleetQuery query;
    private final LongSupplier wallNs;
    private final Map<TopicPartition, PartitionState> states = new HashMap<>();
    /** Partitions that the group has assigned, paused until it is known where each begins. */
    private final Set<TopicPartition> assigned = new LinkedHashSet<>();

    private boolean looksUpEach;
    private boolean endsAtPresent;
    private Runnable revoking = () -> {};
    private Runnable losing = () -> {};

    /**
     * Creates a consumer.
     *
     * @param consumer closed with this one
     * @param wallNs the time of the wall clock, ns since 1970
     */
    PagesConsumer(
            Consumer<byte[], byte[]> consumer, String topic, int partitions, FleetQuery query, LongSupplier wallNs) {
        this.consumer = consumer;
        this.topic = topic;
        this.all = IntStream.range(0, partitions)
                .mapToObj(number -> new TopicPartition(topic, number))
                .toList();
        this.query = query;
        this.wallNs = wallNs;
    }

    /** Sets what is done before other members of the group get partitions. */
    void onRevoked(Runnable action) {
        revoking = action;
    }

    /** Sets what is done once other members of the group may have had partitions for a while. */
    void onLost(Runnable action) {
        losing = action;
    }

    /** Begins at the positions that the query gives, or the group has. */
    void start() {
        if (query.group() == null) {
            consumer.assign(all);
            begin(all, consumer.endOffsets(all), Map.of());
            return;
        }
        consumer.subscribe(List.of(topic), new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                consumer.pause(partitions);
                assigned.addAll(partitions);
            }

            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                revoking.run();
                forget(partitions);
            }

            @Override
            public void onPartitionsLost(Collection<TopicPartition> partitions) {
                losing.run();
                forget(partitions);
            }
        });
    }

    private void forget(Collection<TopicPartition> partitions) {
        partitions.forEach(states::remove);
        assigned.removeAll(partitions);
    }

    /** Whether the group has assigned partitions whose reading has not begun. */
    boolean hasAssigned() {
        return !assigned.isEmpty();
    }

    /**
     * Begins with the partitions that the group has assigned and whose leaders answer.
     *
     * @throws RetriableException if others are left
     */
    void beginAssigned() {
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(Set.copyOf(assigned));
        if (!looksUpEach) {
            try {
                beginAssigned(List.copyOf(assigned), consumer.endOffsets(assigned), committed);
                return;
            } catch (RetriableException e) {
                looksUpEach = true;
            }
        }
        beginEach(committed);
        looksUpEach = false;
    }

    /** Begins with each partition by itself: one without a leader fails the look-up of all. */
    private void beginEach(Map<TopicPartition, OffsetAndMetadata> committed) {
        List<RetriableException> failures = new ArrayList<>();
        for (TopicPartition each : List.copyOf(assigned)) {
            if (failures.size() == MOST_FAILURES) {
                break;
            }
            List<TopicPartition> single = List.of(each);
            try {
                beginAssigned(single, consumer.endOffsets(single, SINGLE_LOOK_UP), committed);
            } catch (RetriableException e) {
                failures.add(e);
                // The others are first the next time.
                assigned.remove(each);
                assigned.add(each);
            }
        }
        if (!failures.isEmpty()) {
            throw failures.get(0);
        }
    }

    private void beginAssigned(
            List<TopicPartition> partitions,
            Map<TopicPartition, Long> ends,
            Map<TopicPartition, OffsetAndMetadata> committed) {
        begin(partitions, ends, committed);
        consumer.resume(partitions);
        partitions.forEach(assigned::remove);
    }

    private void begin(
            Collection<TopicPartition> partitions,
            Map<TopicPartition, Long> ends,
            Map<TopicPartition, OffsetAndMetadata> committed) {
        Map<TopicPartition, Long> starts = starts(partitions, ends);
        for (TopicPartition each : partitions) {
            @Nullable OffsetAndMetadata stored = committed.get(each);
            long from = stored == null ? starts.getOrDefault(each, 0L) : stored.offset();
            long end = query.follow() && !endsAtPresent ? Long.MAX_VALUE : ends.getOrDefault(each, 0L);
            consumer.seek(each, from);
            states.put(each, new PartitionState(each, from, end));
        }
    }

    private Map<TopicPartition, Long> starts(Collection<TopicPartition> partitions, Map<TopicPartition, Long> ends) {
        if (query.sinceNs() == Long.MIN_VALUE) {
            return query.oldest() ? consumer.beginningOffsets(partitions) : ends;
        }
        long fromMs = Math.max(0, (query.sinceNs() - query.holdNs()) / NS_PER_MS);
        Map<TopicPartition, OffsetAndTimestamp> found =
                consumer.offsetsForTimes(partitions.stream().collect(Collectors.toMap(each -> each, each -> fromMs)));
        Map<TopicPartition, Long> starts = new HashMap<>(ends);
        found.forEach((each, at) -> {
            if (at != null) {
                starts.put(each, at.offset());
            }
        });
        return starts;
    }

    ConsumerRecords<byte[], byte[]> poll(Duration most) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(most);
        if (records.isEmpty()) {
            states.values().forEach(state -> state.reached(consumer.position(state.partition())));
        }
        return records;
    }

    /** Returns the state of a record's partition; null if another member of the group has it now. */
    @Nullable
    PartitionState state(ConsumerRecord<byte[], byte[]> of) {
        return states.get(new TopicPartition(of.topic(), of.partition()));
    }

    /** Keeps a page of a partition until it has been passed on. */
    void hold(PartitionState state, HeldPage page) {
        state.hold(page, query.follow() ? wallNs.getAsLong() : Long.MAX_VALUE);
    }

    /** Ends the reading with what the topic has now. */
    void endAtPresent() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(states.keySet());
        states.forEach((partition, state) -> state.endAt(ends.getOrDefault(partition, 0L)));
        endsAtPresent = true;
    }

    /** Whether all is read that was asked for. */
    boolean isDone() {
        return assigned.isEmpty()
                && (endsAtPresent || !states.isEmpty())
                && states.values().stream().allMatch(PartitionState::isDone);
    }

    /** Returns the time up to which all partitions are taken for complete, ns since 1970. */
    long frontierNs() {
        return frontierNs(wallNs.getAsLong());
    }

    private long frontierNs(long nowNs) {
        return states.values().stream()
                .mapToLong(state -> frontierNs(state, nowNs))
                .min()
                .orElse(Long.MIN_VALUE);
    }

    /**
     * A partition without further records is complete up to now, but for what is on its way. Its lag is negative after
     * it was assigned again, until a fetch has brought a record: the client then takes its end for 0.
     */
    private long frontierNs(PartitionState state, long nowNs) {
        OptionalLong lag = consumer.currentLag(state.partition());
        boolean caughtUp = query.follow() && lag.isPresent() && lag.getAsLong() <= 0;
        long caughtUpNs = caughtUp ? nowNs - query.holdNs() : Long.MIN_VALUE;
        return state.frontierNs(query.holdNs(), caughtUpNs);
    }

    /** Reads only the partitions that are furthest behind in time: all that have nothing more now are equally far. */
    void pauseAhead() {
        long nowNs = wallNs.getAsLong();
        long least = frontierNs(nowNs);
        for (PartitionState state : states.values()) {
            boolean ahead = frontierNs(state, nowNs) > least;
            if (ahead != state.isPaused()) {
                state.setPaused(ahead);
                if (ahead) {
                    consumer.pause(Set.of(state.partition()));
                } else {
                    consumer.resume(Set.of(state.partition()));
                }
            }
        }
    }

    /** Whether partitions are not read, since they are ahead. */
    boolean hasPaused() {
        return states.values().stream().anyMatch(PartitionState::isPaused);
    }

    /** Reads all partitions again. */
    void resumeAll() {
        for (PartitionState state : states.values()) {
            if (state.isPaused()) {
                state.setPaused(false);
                consumer.resume(Set.of(state.partition()));
            }
        }
    }

    void forEachLane(BiConsumer<PageKey, Lane> action) {
        states.values().forEach(state -> state.lanes().forEach(action));
    }

    /** Stores for the group what has been passed on. */
    void commit() {
        consumer.commitSync(delivered());
    }

    /** Stores for the group what has been passed on, if its coordinator answers at once: somebody waits for the end. */
    void commitLast() {
        consumer.commitSync(delivered(), LAST_COMMIT);
    }

    private Map<TopicPartition, OffsetAndMetadata> delivered() {
        return states.values().stream()
                .collect(
                        Collectors.toMap(PartitionState::partition, state -> new OffsetAndMetadata(state.delivered())));
    }

    /** Ends a waiting {@link #poll}. Thread-safe. */
    void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
