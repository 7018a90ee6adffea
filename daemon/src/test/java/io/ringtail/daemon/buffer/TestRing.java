package io.ringtail.daemon.buffer;

import io.ringtail.client.ring.NanoClock;
import io.ringtail.client.ring.RingWriter;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.EventTableDescriptor;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.RingDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.memory.MappedRegion;
import io.ringtail.proto.page.PageIterator;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.UnsafeBuffer;

/** One ring in plain memory, with the client's writers on one side and the daemon's readers on the other. */
final class TestRing {
    /** An event as received by a reader. */
    record Event(long timestamp, int sequence, int payloadLength) {}

    /** The events and losses that a reader has received so far. */
    static final class Delivered {
        final List<Event> events = new ArrayList<>();
        long lost;
    }

    final RingGeometry geometry;
    final io.ringtail.client.ring.WriterRing writerRing;
    final ReaderRing ring;
    final UnsafeBuffer region;
    final AtomicLong clock = new AtomicLong(System.nanoTime());
    /** The clock by which readers give up on stopped writers. */
    final AtomicLong readerClock = new AtomicLong();

    final ByteBuffer memory;
    final ByteBuffer metadataMemory;
    final Geometry sizes;
    private final MappedRegion metadata;
    private final SlotIntents intents;
    private final PageIterator iterator = new PageIterator();
    final ByteBuffer page;

    TestRing(int subbufSize, int subbufCount, BufferMode mode) {
        geometry = new RingGeometry(subbufSize, subbufCount);
        sizes = new Geometry(mode, 1, geometry, 1, 64, 64);
        memory = aligned(geometry.regionLength());
        metadataMemory = aligned(sizes.enableTableOffset());
        region = new UnsafeBuffer(memory);
        metadata = new MappedRegion(metadataMemory);
        intents = new SlotIntents(new UnsafeBuffer(metadataMemory), sizes);
        intents.onAllocated(0, metadataMemory.capacity());
        ring = new ReaderRing(0, region, geometry, mode, intents, readerClock::get);
        ring.initialise();
        writerRing = new io.ringtail.client.ring.WriterRing(0, new MappedRegion(memory), geometry, mode);
        page = ByteBuffer.allocateDirect(subbufSize).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer aligned(int length) {
        return ByteBuffer.allocateDirect(length + 64).alignedSlice(64).slice(0, length);
    }

    /** Returns the same ring as the next daemon adopts it. */
    ReaderRing adopted() {
        ReaderRing adopted = new ReaderRing(0, region, geometry, sizes.mode(), intents, readerClock::get);
        adopted.adopt(RingPast.NONE);
        return adopted;
    }

    /** Makes the ring's history begin at a sub-buffer, as if everything before it had been written and read. */
    void startAt(long subbuf, long timestamp) {
        for (long q = subbuf - geometry.subbufCount(); q < subbuf; q++) {
            region.putLong(
                    geometry.slotOffset(q) + RingDescriptor.COMMIT_OFFSET,
                    RingGeometry.commitWord(0, geometry.lap(q), geometry.units()));
        }
        region.putLong(
                RingDescriptor.RESERVE_OFFSET, RingGeometry.reserveWord(geometry.position(subbuf, 0), timestamp));
        region.putLong(RingDescriptor.TOP_OFFSET, subbuf);
        region.putLong(RingDescriptor.CONSUMED_OFFSET, subbuf);
        region.putLong(RingDescriptor.LAST_TIMESTAMP_OFFSET, timestamp);
        clock.set(timestamp);
    }

    RingWriter writer(int slot) {
        return writer(slot, clock::get);
    }

    RingWriter writer(int slot, NanoClock time) {
        return new RingWriter(metadata, sizes.threadSlotOffset(slot), time);
    }

    /** An event's payload: its sequence number throughout, so that a torn event is detected. */
    static byte[] payload(int sequence, int length) {
        byte[] bytes = new byte[(length + 3) & -4];
        ByteBuffer view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (view.remaining() >= 4) {
            view.putInt(sequence);
        }
        return bytes;
    }

    boolean write(RingWriter writer, int sequence, int length) {
        return writer.write(writerRing, payload(sequence, length), length);
    }

    /** Writes events numbered from 0, and returns how many found room. */
    int writeMany(RingWriter writer, int count, int length) {
        int taken = 0;
        for (int i = 0; i < count; i++) {
            taken += write(writer, i, length) ? 1 : 0;
        }
        return taken;
    }

    /** Reads everything available; fails on torn events and on time that goes back. */
    int drain(RingReader reader, Delivered to) {
        int pages = 0;
        while (read(reader, to)) {
            pages++;
        }
        return pages;
    }

    /** Reads a page; returns false if there is none now. */
    boolean read(RingReader reader, Delivered to) {
        int used = reader.poll(page, true);
        if (used > 0) {
            take(reader, used, to);
        }
        return used > 0;
    }

    /**
     * Reads everything available, including what surrounds the holes, for as long as stopped writers may hold up a
     * reader.
     */
    void drainPatiently(RingReader reader, Delivered to) {
        int limitMs = sizes.mode() == BufferMode.DISCARD ? 2_000 : 100;
        for (int waited = 0; waited < 20; waited++) {
            drain(reader, to);
            readerClock.addAndGet(limitMs / 20 * 1_000_000L);
        }
        drain(reader, to);
    }

    private void take(RingReader reader, int used, Delivered to) {
        PlainDecoder plain = new PlainDecoder();
        plain.decode(page, used);
        iterator.wrap(page, 0, page.capacity());
        if (iterator.lostEvents() != reader.page().lost()) {
            throw new AssertionError("stored loss " + iterator.lostEvents() + " is not "
                    + reader.page().lost());
        }
        to.lost += reader.page().lost();
        int count = 0;
        while (iterator.next()) {
            Event event = event();
            PlainDecoder.Plain same = plain.events.get(count++);
            if (!same.equals(new PlainDecoder.Plain(event.timestamp(), event.sequence(), event.payloadLength()))) {
                throw new AssertionError(same + " is not " + event);
            }
            to.events.add(event);
        }
        if (plain.events.size() != count || plain.lost != reader.page().lost()) {
            throw new AssertionError("decoded apart: " + plain.events.size() + " events, " + plain.lost + " lost");
        }
        if (iterator.damaged() || count != reader.page().events()) {
            throw new AssertionError(
                    "damaged page, " + count + " of " + reader.page().events() + " events");
        }
    }

    private Event event() {
        int sequence = page.getInt(iterator.payloadOffset());
        boolean lost = sequence == EventTableDescriptor.LOST_EVENT_ID;
        for (int at = 0; at < iterator.payloadLength() && !lost; at += 4) {
            if (page.getInt(iterator.payloadOffset() + at) != sequence) {
                throw new AssertionError("torn event " + sequence);
            }
        }
        return new Event(iterator.timestamp(), sequence, iterator.payloadLength());
    }
}
