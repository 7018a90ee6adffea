package io.ringtail.daemon.buffer;

import io.ringtail.proto.layout.RingDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.page.CommonFields;
import io.ringtail.proto.page.PageHeader;
import io.ringtail.proto.page.PageIterator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * Reads a ring that no process writes any more, and that may be torn: each sub-buffer that a slot holds, in order, as
 * far as it can be trusted.
 *
 * <p>A copy of a live file contains the words of one moment and pages of later ones. Times distinguish them: no event
 * of the words' moment is newer than {@code reserve} and {@code lastTimestamp} indicate, no event is newer than the
 * page after it, and the last event's time is in {@code reserve} to the nanosecond, unless that is a fence. A
 * {@link RingReader} needs no such checks.
 */
final class RingSalvage {
    private final ReaderRing ring;
    private final RingGeometry geometry;
    private final List<ThreadIntent> intents;
    private final PageSink sink;
    private final ByteBuffer page;
    private final PageWalk walk;
    private final long reserve;
    private final boolean fenced;
    private final int eventsInPage;
    private long newest;
    private long last;
    private long events;
    private long lost;
    private long pending;
    private long damaged;

    /** Iterates over the trusted part of the copied page. */
    private static final class PageWalk {
        private final PageIterator iterator = new PageIterator();
        private final int room;
        private int events;
        private int end;
        private long time;
        private int cut;
        private long cutTime;
        private boolean stopped;

        PageWalk(int subbufSize) {
            this.room = subbufSize - Long.BYTES;
        }

        void over(ByteBuffer page, long timestamp, int dataLength, long limit) {
            PageHeader.write(page, 0, timestamp, dataLength, 0);
            iterator.wrap(page, 0, PageHeader.LENGTH + dataLength);
            events = 0;
            end = PageHeader.LENGTH;
            cut = end;
            time = timestamp;
            cutTime = timestamp;
            stopped = false;
            while (!stopped && iterator.next()) {
                stopped = iterator.timestamp() < time
                        || iterator.timestamp() > limit
                        || iterator.payloadLength() < CommonFields.LENGTH;
                if (!stopped) {
                    step();
                }
            }
            stopped |= iterator.damaged();
        }

        private void step() {
            events++;
            end = iterator.position();
            time = iterator.timestamp();
            if (end <= room) {
                cut = end;
                cutTime = time;
            }
        }
    }

    /**
     * Creates a salvage without starting it.
     *
     * @param ring repaired, in this process's own memory
     * @param intents plausible intents on this ring, as they were before the repair
     */
    RingSalvage(ReaderRing ring, List<ThreadIntent> intents, PageSink sink) {
        this.ring = ring;
        this.geometry = ring.geometry();
        this.intents = intents;
        this.sink = sink;
        this.page = ByteBuffer.allocate(geometry.subbufSize()).order(ByteOrder.LITTLE_ENDIAN);
        this.walk = new PageWalk(geometry.subbufSize());
        this.reserve = ring.reserveAcquire();
        this.fenced = RingGeometry.position(reserve) == ring.fencedAcquire();
        this.eventsInPage = (geometry.units() - RingGeometry.HEADER_UNITS) / ThreadIntent.LEAST_EVENT_UNITS;
    }

    RingAccount salvage() throws IOException {
        pending = Math.max(0, ring.dropped());
        long[] held = held();
        newest = newest(held);
        for (int i = 0; i < held.length; i++) {
            long next = i + 1 < held.length ? ring.pageTimestamp(held[i + 1]) : newest;
            long start = ring.pageTimestamp(held[i]);
            salvage(held[i], start, next >= start && next <= newest ? next : newest);
        }
        lost += pending;
        return new RingAccount(ring.cpu(), events, lost, 0, 0, damaged);
    }

    /** Returns the sub-buffers that slots hold, oldest first; the contents of other slots are lost. */
    private long[] held() {
        long[] held = new long[geometry.subbufCount()];
        int count = 0;
        for (int slot = 0; slot < held.length; slot++) {
            long commit = ring.commitOpaque(slot);
            long sequence = ring.sequence(slot);
            if (sequence >= 0 && ring.holds(slot, sequence, commit) && commit != geometry.freshCommitWord()) {
                held[count++] = sequence;
            } else {
                passUnused(slot, sequence, commit);
            }
        }
        long[] sorted = Arrays.copyOf(held, count);
        Arrays.sort(sorted);
        return sorted;
    }

    /** Accounts for a slot that is prepared for the next lap, was never used, or has invalid words. */
    private void passUnused(int slot, long sequence, long commit) {
        long taken = ReaderRing.eventsAfter(ring.base(slot), commit);
        if (taken == 0) {
            return;
        }
        boolean prepared = sequence >= 0
                && geometry.slot(sequence) == slot
                && RingGeometry.committedUnits(commit) == 0
                && taken <= mostEventsBefore(sequence + geometry.subbufCount());
        if (prepared) {
            pending += Math.max(0, taken);
        } else {
            damaged++;
        }
    }

    private long mostEventsBefore(long subbuf) {
        return (subbuf / geometry.subbufCount() + 1) * eventsInPage;
    }

    /** Returns a time that no event exceeds, unless it was written after the words were copied. */
    private long newest(long[] held) {
        long told = ring.region().getLong(RingDescriptor.LAST_TIMESTAMP_OFFSET);
        long ahead = (RingGeometry.stamp(reserve) - told) & RingGeometry.STAMP_MASK;
        long time = told + (fenced ? RingGeometry.STAMP_MASK : ahead);
        for (ThreadIntent intent : intents) {
            time = Math.max(time, intent.timestamp());
        }
        long limit = time;
        long newer = Arrays.stream(held)
                .filter(subbuf -> ring.pageTimestamp(subbuf) > limit)
                .count();
        return newer > held.length / 2 ? Long.MAX_VALUE : limit;
    }

    private void salvage(long subbuf, long start, long limit) throws IOException {
        long commit = ring.commitOpaque(subbuf);
        long base = ring.base(subbuf);
        long expected = ReaderRing.eventsAfter(base, commit) - base;
        boolean plausible = base >= 0 && base <= mostEventsBefore(subbuf) && expected <= eventsInPage;
        pending += plausible ? base : 0;
        boolean inTime = start >= last && start <= newest;
        int delivered = inTime ? deliver(subbuf, commit, start, limit) : 0;
        if (!plausible || delivered != expected || walk.stopped || !inTime) {
            damaged++;
        }
        if (plausible) {
            pending += Math.max(0, expected - delivered);
        }
    }

    /** Delivers the trusted part of a sub-buffer, and returns its number of events. */
    private int deliver(long subbuf, long commit, long start, long limit) throws IOException {
        int units = RingGeometry.committedUnits(commit);
        long position = RingGeometry.position(reserve);
        int reserved = geometry.offset(position);
        boolean current =
                geometry.distance(geometry.subbuf(position), subbuf) == 0 && reserved > RingGeometry.HEADER_UNITS;
        if (units == geometry.units()) {
            walkOver(subbuf, units, start, limit);
        } else if (!current || !endsAtReserve(subbuf, reserved, start, limit)) {
            walkOver(subbuf, sureUnits(subbuf), start, limit);
        }
        pass(subbuf, start);
        return walk.events;
    }

    /** Returns whether the deltas of the page being written add up to the time of its last reservation. */
    private boolean endsAtReserve(long subbuf, int reserved, long start, long limit) {
        walkOver(subbuf, reserved, start, limit);
        return !walk.stopped
                && walk.end == reserved * RingGeometry.UNIT
                && (fenced || ((walk.time ^ reserve) & RingGeometry.STAMP_MASK) == 0);
    }

    /**
     * Returns where the first unfinished claim begins: everything before it is intact. Without one, nothing is certain.
     */
    private int sureUnits(long subbuf) {
        return intents.stream()
                .filter(intent -> intent.subbuf() == subbuf)
                .mapToInt(intent -> Math.max(RingGeometry.HEADER_UNITS, intent.start(geometry)))
                .min()
                .orElse(RingGeometry.HEADER_UNITS);
    }

    private void walkOver(long subbuf, int units, long start, long limit) {
        int length = (units - RingGeometry.HEADER_UNITS) * RingGeometry.UNIT;
        ring.region().getBytes(geometry.dataOffset(subbuf) + PageHeader.LENGTH, page, PageHeader.LENGTH, length);
        walk.over(page, start, length, limit);
    }

    private void pass(long subbuf, long start) throws IOException {
        if (walk.events == 0) {
            return;
        }
        long told = Math.min(pending, PageHeader.MAX_STORED);
        int end = walk.end;
        if (told > 0 && end > walk.room) {
            emit(subbuf, PageHeader.LENGTH, walk.cut, start, told);
            emit(subbuf, walk.cut, end, walk.cutTime, 0);
        } else {
            emit(subbuf, PageHeader.LENGTH, end, start, told);
        }
        events += walk.events;
        last = walk.time;
        lost += told;
        pending -= told;
    }

    private void emit(long subbuf, int from, int to, long timestamp, long told) throws IOException {
        ring.region().getBytes(geometry.dataOffset(subbuf) + from, page, PageHeader.LENGTH, to - from);
        int length = PageHeader.write(page, 0, timestamp, to - from, told);
        sink.onPage(ring.cpu(), ring.label(subbuf), from - PageHeader.LENGTH, to - PageHeader.LENGTH, page, length);
    }
}
