package io.ringtail.kafka.ship;

import io.ringtail.kafka.record.Checkpoints.Checkpoint;
import io.ringtail.kafka.record.PageKey;
import io.ringtail.kafka.record.ShippedPage;
import io.ringtail.proto.stream.ClockReading;
import io.ringtail.proto.stream.Position;
import io.ringtail.reader.fleet.ShipCounts.ShippedCpu;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * One CPU on its way into the topic: the page that is being joined, and how far the stream, the producer and the topic
 * are. The producer's thread calls {@link #arrived}; the other methods are for one thread at a time.
 */
final class Lane {
    private final PageKey key;
    private final byte[] keyBytes;
    private final int partition;
    private final JoinedPage page;
    private final Queue<Long> waitingSinceNs = new ConcurrentLinkedQueue<>();
    /** The stream's position; null before its first one. */
    private volatile @Nullable Position read;
    /** The end of the last record that was given to the producer; null if the topic has none. */
    private @Nullable Position sent;
    /** The stream's position before the page, while the topic has no record. */
    private @Nullable Position first;

    private boolean partial;
    private long sentNs;
    private volatile Checkpoint arrived;

    /**
     * Creates a lane.
     *
     * @param claimOffset where the session's claim is
     * @param from the position after the last page in the topic; null if there is none of this ring buffer
     */
    Lane(PageKey key, int partition, int subbufSize, long claimOffset, @Nullable Position from, long nowNs) {
        this.key = key;
        this.keyBytes = key.bytes();
        this.partition = partition;
        this.page = new JoinedPage(subbufSize);
        this.sent = from;
        this.sentNs = nowNs;
        this.arrived = new Checkpoint(key.cpu(), partition, claimOffset, from);
    }

    byte[] keyBytes() {
        return keyBytes;
    }

    int partition() {
        return partition;
    }

    /** Adds part of a page, whose end {@link #reached} tells next; false if the page must be taken first. */
    boolean add(long subbuf, int start, int end, ByteBuffer buffer, int offset, int length, long nowNs) {
        if (sent == null && !page.isOpen()) {
            first = read;
        }
        partial = page.add(subbuf, start, end, buffer, offset, length, nowNs);
        return partial;
    }

    /** Notes the stream's position, with which a page is complete up to its end. */
    void reached(Position position) {
        read = position;
        partial = false;
    }

    /** Whether there is a page that can become no longer, since its sub-buffer has ended. */
    boolean isFull() {
        Position at = read;
        return page.isOpen() && !partial && at != null && at.subbuf() != page.subbuf();
    }

    /** Whether there is a page that has waited long enough, or a position with no page since long before. */
    boolean isDue(long nowNs, long delayNs, long idleNs) {
        Position at = read;
        if (partial || at == null) {
            return false;
        }
        return page.isOpen()
                ? nowNs - page.sinceNs() >= delayNs
                : !at.equals(sent) && (sent == null || nowNs - sentNs >= idleNs);
    }

    /** Whether there is anything that the topic could still get. */
    boolean isBehind() {
        Position at = read;
        return !partial && at != null && (page.isOpen() || !at.equals(sent));
    }

    /** The time of the last event of the page, ns; that of a clock if there is none. */
    long lastNs(ClockReading clock) {
        return page.isOpen() && page.events() > 0 ? page.lastNs() : clock.pair().monotonicNs();
    }

    /** The number of events of the page. */
    int events() {
        return page.isOpen() ? page.events() : 0;
    }

    /** The number of events that the page states to be lost. */
    long lost() {
        return page.isOpen() ? page.lost() : 0;
    }

    /** Takes the page, or one without events that only moves the position. */
    ShippedPage take(long session, long generation, int formats, ClockReading clock, long nowNs) {
        Position at = Objects.requireNonNull(read);
        Position begin = Objects.requireNonNullElse(sent == null ? first : sent, at);
        Position end = notBefore(at, begin);
        waitingSinceNs.add(page.isOpen() ? page.sinceNs() : nowNs);
        byte[] frame = page.isOpen()
                ? page.take(key.cpu())
                : JoinedPage.empty(
                        key.cpu(), at.subbuf(), at.offset(), clock.pair().monotonicNs());
        sent = end;
        sentNs = nowNs;
        return new ShippedPage(key, session, generation, formats, begin, end, clock, frame);
    }

    /** A ring whose words a process has damaged may count backwards. */
    private static Position notBefore(Position position, Position begin) {
        return position.events() >= begin.events() && position.dropped() >= begin.dropped()
                ? position
                : new Position(
                        position.subbuf(),
                        position.offset(),
                        Math.max(position.events(), begin.events()),
                        Math.max(position.dropped(), begin.dropped()),
                        position.notBefore());
    }

    /** Notes that a page is in the topic. */
    void arrived(RecordMetadata place, Position end) {
        waitingSinceNs.poll();
        arrived = new Checkpoint(key.cpu(), partition, place.offset(), end);
    }

    /** Where the topic has the last page. */
    Checkpoint checkpoint() {
        return arrived;
    }

    ShippedCpu counts(long nowNs) {
        Long since = waitingSinceNs.peek();
        return new ShippedCpu(
                key.cpu(),
                partition,
                count(arrived.position()),
                count(read),
                since == null ? 0 : Math.max(0, nowNs - since));
    }

    private static long count(@Nullable Position position) {
        return position == null ? 0 : position.events() + position.dropped();
    }
}
