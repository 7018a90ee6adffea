package io.ringtail.system;

import io.ringtail.kafka.record.MalformedRecordException;
import io.ringtail.kafka.record.MetaKey;
import io.ringtail.kafka.record.PageKey;
import io.ringtail.kafka.record.PagesRecord;
import io.ringtail.kafka.record.Progress;
import io.ringtail.kafka.record.ShippedPage;
import io.ringtail.proto.event.EventFormat;
import io.ringtail.proto.event.InvalidFormatException;
import io.ringtail.proto.page.PageIterator;
import io.ringtail.proto.stream.FrameDescriptor;
import io.ringtail.proto.stream.Position;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What a consumer that drops by position gets of one host's {@code load:tick} events: each at most once, the numbers of
 * each thread ascending on each CPU, and the lost ones counted. It throws on the first record that cannot be. For one
 * thread.
 */
final class TopicAccount {
    private final String host;
    private final Map<PageKey, Progress> progress = new HashMap<>();
    private final Map<Long, BitSet> seen = new HashMap<>();
    private final Map<Long, Long> lastOnCpu = new HashMap<>();
    private final PageIterator iterator = new PageIterator();
    private int tickId = -1;
    private int seqOffset;
    private int threadOffset;
    private long events;
    private long lost;
    private long pages;
    private long passedOver;
    private long before;

    TopicAccount(String host) {
        this.host = host;
    }

    /** Takes a record of {@code PREFIX.meta}. */
    void meta(ConsumerRecord<byte[], byte[]> record) throws MalformedRecordException, InvalidFormatException {
        MetaKey key = MetaKey.parse(record.key());
        if (key.host().equals(host) && key.kind() == MetaKey.Kind.FORMAT) {
            ByteBuffer frame = ByteBuffer.wrap(record.value()).order(ByteOrder.LITTLE_ENDIAN);
            frame.position(FrameDescriptor.FORMAT_TEXTS_OFFSET);
            String system = text(frame);
            EventFormat format = EventFormat.parse(text(frame));
            if (system.equals("load") && format.name().equals("tick")) {
                tickId = key.id();
                seqOffset = offset(format, "seq");
                threadOffset = offset(format, "thread");
            }
        }
    }

    private static String text(ByteBuffer frame) {
        byte[] text = new byte[frame.getInt()];
        frame.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private static int offset(EventFormat format, String name) {
        return format.fields().stream()
                .filter(field -> field.name().equals(name))
                .findFirst()
                .orElseThrow()
                .offset();
    }

    /** Takes a record of {@code PREFIX.pages}, or of {@code PREFIX.snapshots}. */
    void page(ConsumerRecord<byte[], byte[]> record) throws MalformedRecordException {
        PagesRecord parsed = PagesRecord.parse(record.key(), record.value(), record.headers());
        if (!parsed.key().host().equals(host)) {
            return;
        }
        Progress cpu = progress.computeIfAbsent(parsed.key(), first -> new Progress());
        boolean begins = cpu.end() == null;
        Progress.Verdict verdict = cpu.take(parsed);
        if (verdict != Progress.Verdict.NEXT || !(parsed instanceof ShippedPage page)) {
            passedOver += parsed instanceof ShippedPage ? 1 : 0;
            return;
        }
        if (cpu.missing() != 0 || cpu.overlap() != 0) {
            throw new AssertionError(host + ": " + cpu.missing() + " events are missing without being stated lost, "
                    + cpu.overlap() + " come again, at " + page.begin() + " to " + page.end() + " of " + page.key());
        }
        pages++;
        before += begins ? count(page.begin()) : 0;
        take(page);
    }

    private static long count(Position position) {
        return position.events() + position.dropped();
    }

    private void take(ShippedPage page) {
        ByteBuffer frame = page.frame();
        iterator.wrap(frame, FrameDescriptor.PAGE_DATA_OFFSET, frame.capacity() - FrameDescriptor.PAGE_DATA_OFFSET);
        long lostHere = iterator.lostEvents();
        long here = 0;
        while (iterator.next()) {
            here++;
            event(page.key().cpu(), frame, iterator.payloadOffset());
        }
        if (lostHere < 0 || iterator.damaged()) {
            throw new AssertionError(host + ": a page of " + page.key() + " is damaged, or lost nobody knows how much");
        }
        if (count(page.end()) - count(page.begin()) != here + lostHere) {
            throw new AssertionError(host + ": a page with " + here + " events and " + lostHere
                    + " lost ones lies between " + page.begin() + " and " + page.end());
        }
        events += here;
        lost += lostHere;
    }

    private void event(int cpu, ByteBuffer frame, int at) {
        if (Short.toUnsignedInt(frame.getShort(at)) != tickId) {
            throw new AssertionError(host + ": CPU " + cpu + " has an event with id " + frame.getShort(at)
                    + ", load:tick has " + tickId);
        }
        int seq = (int) frame.getLong(at + seqOffset);
        long thread = frame.getInt(at + threadOffset);
        BitSet ofThread = seen.computeIfAbsent(thread, first -> new BitSet());
        if (ofThread.get(seq)) {
            throw new AssertionError(host + ": event " + seq + " of thread " + thread + " comes twice");
        }
        ofThread.set(seq);
        Long before = lastOnCpu.put(thread << Integer.SIZE | cpu, (long) seq);
        if (before != null && before > seq) {
            throw new AssertionError(host + ": CPU " + cpu + " has event " + seq + " after " + before);
        }
    }

    /** Whether the format of the events is known. */
    boolean knowsEvents() {
        return tickId >= 0;
    }

    /** Events that have come. */
    long events() {
        return events;
    }

    /** Events that pages have stated to be lost. */
    long lost() {
        return lost;
    }

    /** The rings' events before the first pages, dropped ones included. */
    long before() {
        return before;
    }

    /** The rings' events up to the last pages, as their positions count them. */
    long ringEvents() {
        return ends().mapToLong(Position::events).sum();
    }

    /** The rings' dropped events up to the last pages. */
    long ringDropped() {
        return ends().mapToLong(Position::dropped).sum();
    }

    private Stream<Position> ends() {
        return progress.values().stream().map(Progress::end).filter(Objects::nonNull);
    }

    /** Pages that counted. */
    long pages() {
        return pages;
    }

    /** Pages that did not count, since they were of an ended session, or had come before. */
    long passedOver() {
        return passedOver;
    }
}
