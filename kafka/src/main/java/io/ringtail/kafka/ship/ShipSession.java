package io.ringtail.kafka.ship;

import io.ringtail.kafka.client.Topics;
import io.ringtail.kafka.record.Checkpoints;
import io.ringtail.kafka.record.ShippedPage;
import io.ringtail.proto.stream.ClockReading;
import io.ringtail.proto.stream.Position;
import io.ringtail.proto.stream.Positions;
import io.ringtail.reader.fleet.ShipCounts.ShippedCpu;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The lanes of a session: pages from the stream's thread, which are sent when they are full, or by {@link #tick} when
 * they have waited long enough. Both may wait for the producer's memory, and then the stream is not read.
 */
final class ShipSession {
    private static final long IDLE_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long CLOCK_NS = TimeUnit.MINUTES.toNanos(1);

    private final Topics topics;
    private final Origin origin;
    private final Beginning beginning;
    private final Sending sending;
    private final MetaWriter meta;
    private final ShipClock clock;
    private final Totals totals;
    private final long delayNs;
    private final SortedMap<Integer, Lane> lanes = new ConcurrentSkipListMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private long checkpointNs = System.nanoTime();
    private long clockNs = checkpointNs;

    ShipSession(Topics topics, Origin origin, Beginning beginning, Sending sending, Totals totals, long delayNs) {
        this.topics = topics;
        this.origin = origin;
        this.beginning = beginning;
        this.sending = sending;
        this.meta = beginning.metaWriter();
        this.clock = ShipClock.of(origin.hello());
        this.totals = totals;
        this.delayNs = delayNs;
    }

    /** Takes over the lanes, and writes what the topic must have before the first page. */
    void begin(Map<Integer, Lane> found) throws IOException {
        lanes.putAll(found);
        meta.hello(origin.hello());
        meta.clock(clock.at(System.nanoTime()));
        meta.positionsNow(checkpoints());
        for (byte[] key : beginning.expired()) {
            meta.remove(key);
        }
    }

    /** The positions from which the stream resumes; empty if the topic has none of this ring buffer. */
    String after() {
        Map<Integer, Position> after = new TreeMap<>();
        lanes.forEach((cpu, lane) -> {
            Position position = lane.checkpoint().position();
            if (position != null) {
                after.put(cpu, position);
            }
        });
        return after.isEmpty() ? "" : new Positions(origin.generation(), after).text();
    }

    /** The metadata that precedes pages. */
    MetaWriter meta() {
        return meta;
    }

    /** Gives a CPU that is new a lane. */
    void introduce(int cpu) throws IOException {
        if (!lanes.containsKey(cpu)) {
            lanes.put(cpu, beginning.lane(cpu));
            meta.positionsNow(checkpoints());
        }
    }

    /** Adds part of a page. */
    void add(int cpu, long subbuf, int start, int end, ByteBuffer buffer, int offset, int length) throws IOException {
        long nowNs = System.nanoTime();
        lock.lock();
        try {
            Lane lane = lane(cpu);
            if (!lane.add(subbuf, start, end, buffer, offset, length, nowNs)) {
                send(lane, nowNs);
                lane.add(subbuf, start, end, buffer, offset, length, nowNs);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Notes the stream's position on a CPU, and sends a page that it completes. */
    void reached(int cpu, long generation, Position position) throws IOException {
        if (generation != origin.generation()) {
            throw new IOException("the daemon has another ring buffer now");
        }
        lock.lock();
        try {
            Lane lane = lane(cpu);
            lane.reached(position);
            if (lane.isFull()) {
                send(lane, System.nanoTime());
            }
        } finally {
            lock.unlock();
        }
    }

    private Lane lane(int cpu) throws IOException {
        Lane lane = lanes.get(cpu);
        if (lane == null) {
            throw new IOException("the daemon has sent a page of CPU " + cpu + ", which it has not announced");
        }
        return lane;
    }

    /** Sends what is due, unless the stream's thread is at it. */
    void tick(long nowNs) throws IOException {
        if (!lock.tryLock()) {
            return;
        }
        try {
            for (Lane lane : lanes.values()) {
                if (lane.isDue(nowNs, delayNs, IDLE_NS)) {
                    send(lane, nowNs);
                }
            }
            if (nowNs - checkpointNs >= IDLE_NS) {
                checkpointNs = nowNs;
                meta.positions(checkpoints());
            }
            if (nowNs - clockNs >= CLOCK_NS) {
                clockNs = nowNs;
                meta.clock(clock.at(nowNs));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Sends all that has been read, and waits until it is in the topic. */
    void finish() throws IOException {
        lock.lock();
        try {
            for (Lane lane : lanes.values()) {
                if (lane.isBehind()) {
                    send(lane, System.nanoTime());
                }
            }
        } finally {
            lock.unlock();
        }
        sending.flush();
        meta.positionsNow(checkpoints());
    }

    private void send(Lane lane, long nowNs) throws IOException {
        ClockReading now = clock.at(nowNs);
        long timestampMs = wallMs(now, lane.lastNs(now));
        long events = lane.events();
        long lost = lane.lost();
        ShippedPage page = lane.take(beginning.session(), origin.generation(), meta.formats(), now, nowNs);
        // The producer keeps the page compressed: what it calls back must not keep it as it was.
        Position end = page.end();
        int bytes = page.value().length;
        sending.send(
                new ProducerRecord<>(
                        topics.names().pages(),
                        lane.partition(),
                        timestampMs,
                        lane.keyBytes(),
                        page.value(),
                        page.headers()),
                place -> {
                    lane.arrived(place, end);
                    totals.records.increment();
                    totals.bytes.add(bytes);
                    totals.events.add(events);
                    totals.lost.add(lost);
                });
    }

    /** The wall-clock time of an event, not after the present: a broker would refuse one that is. */
    private static long wallMs(ClockReading now, long eventNs) {
        long wallNs = now.pair().realtimeNs() + eventNs - now.pair().monotonicNs();
        return Math.max(0, Math.min(System.currentTimeMillis(), TimeUnit.NANOSECONDS.toMillis(wallNs)));
    }

    private Checkpoints checkpoints() {
        return new Checkpoints(
                beginning.session(),
                lanes.values().stream().map(Lane::checkpoint).toList());
    }

    List<ShippedCpu> counts() {
        long nowNs = System.nanoTime();
        List<ShippedCpu> cpus = new ArrayList<>();
        lanes.values().forEach(lane -> cpus.add(lane.counts(nowNs)));
        return cpus;
    }
}
