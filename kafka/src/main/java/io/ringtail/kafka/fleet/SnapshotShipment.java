package io.ringtail.kafka.fleet;

import io.ringtail.kafka.client.ClientSettings;
import io.ringtail.kafka.client.KafkaProblem;
import io.ringtail.kafka.client.Partitions;
import io.ringtail.kafka.client.Topics;
import io.ringtail.kafka.record.MetaKey;
import io.ringtail.kafka.record.MetaKey.Kind;
import io.ringtail.kafka.record.PageKey;
import io.ringtail.kafka.record.ShippedPage;
import io.ringtail.kafka.record.SnapshotAnswer;
import io.ringtail.kafka.record.SnapshotHeader;
import io.ringtail.kafka.record.SnapshotRequest;
import io.ringtail.kafka.ship.ShipClock;
import io.ringtail.proto.page.PageHeader;
import io.ringtail.proto.page.PageIterator;
import io.ringtail.proto.stream.ClockReading;
import io.ringtail.proto.stream.EndReason;
import io.ringtail.proto.stream.FrameAdapter;
import io.ringtail.proto.stream.FrameDescriptor;
import io.ringtail.proto.stream.FrameEncoder;
import io.ringtail.proto.stream.Position;
import io.ringtail.proto.stream.StreamHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * One stream of a daemon on its way into {@code PREFIX.snapshots}: a record for each page, after the records of {@code
 * PREFIX.meta} that decode it. For one thread.
 */
final class SnapshotShipment extends FrameAdapter {
    /** How much is on the way at most: the process may ship other pages, too. */
    private static final long MOST_UNSENT = 4L << 20;

    private final Producer<byte[], byte[]> producer;
    private final Topics topics;
    private final String host;
    private final SnapshotRequest request;
    private final StreamHeader hello;
    private final ClockReading clock;
    private final PageIterator iterator = new PageIterator();
    private final Map<Integer, Position> begins = new HashMap<>();
    private final Map<Integer, Position> announced = new HashMap<>();
    private final List<Meta> waiting = new ArrayList<>();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    /** The CPUs whose pages are of later than what was asked for by now. */
    private final Set<Integer> over = new HashSet<>();

    private boolean known;
    private long generation;
    private int formats;
    private long pages;
    private long events;
    private long lost;
    private long bytes;
    private long unsent;
    private boolean complete;

    /** Begins with the stream's first frame. */
    SnapshotShipment(
            Producer<byte[], byte[]> producer,
            Topics topics,
            String host,
            SnapshotRequest request,
            StreamHeader hello) {
        this.producer = producer;
        this.topics = topics;
        this.host = host;
        this.request = request;
        this.hello = hello;
        this.clock = ShipClock.of(hello).at(System.nanoTime());
        waiting.add(new Meta(Kind.HELLO, 0, FrameEncoder.hello(hello)));
    }

    /** A record of {@code PREFIX.meta} whose key needs the generation, which the first position gives. */
    private static final class Meta {
        private final Kind kind;
        private final int id;
        private final byte[] value;

        Meta(Kind kind, int id, byte[] value) {
            this.kind = kind;
            this.id = id;
            this.value = value;
        }
    }

    @Override
    public void onPosition(int cpu, long buffer, Position position) {
        generation = buffer;
        known = true;
        begins.putIfAbsent(cpu, position);
        announced.put(cpu, position);
    }

    @Override
    public void onFormat(int eventId, String system, String format) {
        formats++;
        waiting.add(new Meta(Kind.FORMAT, eventId, FrameEncoder.format(eventId, system, format)));
    }

    @Override
    public void onCmdline(int tid, int pid, String name) {
        waiting.add(new Meta(Kind.THREAD, tid, FrameEncoder.cmdline(tid, pid, name)));
    }

    @Override
    public void onPage(
            int cpu, long subbuf, int startOffset, int endOffset, ByteBuffer buffer, int offset, int length) {
        Position begin = begins.get(cpu);
        Position end = announced.get(cpu);
        if (begin == null || end == null) {
            fail(new IOException("the daemon sent a page of CPU " + cpu + " without its position"));
            return;
        }
        iterator.wrap(buffer, offset, length);
        if (isAfterEnd(buffer.getLong(offset + PageHeader.TIME_STAMP_OFFSET))) {
            if (over.add(cpu)) {
                // What was lost before it may have been of the time asked for.
                lost += Math.max(0, iterator.lostEvents());
            }
            return;
        }
        describe();
        lost += Math.max(0, iterator.lostEvents());
        while (iterator.next()) {
            events++;
        }
        byte[] frame = new byte[FrameDescriptor.PAGE_DATA_OFFSET + length];
        ByteBuffer target = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
        FrameEncoder.pageHeader(target, cpu, subbuf, startOffset, endOffset, length);
        target.put(FrameDescriptor.PAGE_DATA_OFFSET, buffer, offset, length);
        begins.put(cpu, end);
        pages++;
        bytes += length;
        PageKey key = new PageKey(host, hello.bootId(), cpu);
        ShippedPage page =
                new ShippedPage(key, clock.pair().realtimeNs(), generation, formats, begin, end, clock, frame);
        ProducerRecord<byte[], byte[]> next =
                new ProducerRecord<>(topics.names().snapshots(), null, key.bytes(), page.value(), page.headers());
        next.headers().add(SnapshotHeader.of(request.id()));
        send(next);
        unsent += frame.length;
        if (unsent > MOST_UNSENT) {
            producer.flush();
            unsent = 0;
        }
    }

    /** A request may be of a time long ago, and the stream goes on to the present. */
    private boolean isAfterEnd(long timeNs) {
        return timeNs + clock.pair().offsetNs() > request.momentNs() + request.afterNs();
    }

    @Override
    public void onEnd(EndReason reason, String detail) {
        complete = reason == EndReason.COMPLETE;
        if (known) {
            describe();
        }
    }

    /** Sends what decodes the next page. */
    private void describe() {
        for (Meta meta : waiting) {
            MetaKey key = new MetaKey(host, hello.bootId(), generation, meta.kind, meta.id);
            send(new ProducerRecord<>(
                    topics.names().meta(), Partitions.ofHost(host, topics.meta()), key.bytes(), meta.value));
        }
        waiting.clear();
    }

    private void send(ProducerRecord<byte[], byte[]> next) {
        producer.send(next, (metadata, problem) -> {
            if (problem != null) {
                fail(problem);
            }
        });
    }

    private void fail(Exception problem) {
        failure.compareAndSet(null, problem);
    }

    /** Returns whether a record could not be sent, so that more are in vain. */
    boolean hasFailed() {
        return failure.get() != null;
    }

    /**
     * Waits until everything is in the topics.
     *
     * @throws IOException if a record could not be sent, or the daemon did not send all; the message is one line
     */
    SnapshotAnswer finish(ClientSettings settings) throws IOException {
        producer.flush();
        Exception problem = failure.get();
        if (problem != null) {
            throw KafkaProblem.ofWriting(problem, settings);
        }
        if (!complete) {
            throw new IOException("the daemon went away before it had sent all events");
        }
        return new SnapshotAnswer(
                request.topic(), request.id(), host, SnapshotAnswer.Outcome.SHIPPED, pages, events, lost, bytes, "");
    }
}
