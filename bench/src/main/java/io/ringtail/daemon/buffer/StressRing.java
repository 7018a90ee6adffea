package io.ringtail.daemon.buffer;

import io.ringtail.client.ring.RingWriter;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.memory.MappedRegion;
import io.ringtail.proto.page.PageIterator;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;

/** A fresh small ring with two writers and a reader, for one round of a stress test. */
final class StressRing {
    private static final int SUBBUF_SIZE = RingGeometry.MIN_SUBBUF_SIZE;
    private static final int TORN = -1;

    private final RingGeometry geometry = new RingGeometry(SUBBUF_SIZE, RingGeometry.MIN_SUBBUF_COUNT);
    private final io.ringtail.client.ring.WriterRing ring;
    private final RingReader reader;
    private final RingWriter[] writers = new RingWriter[2];
    private final ByteBuffer page = ByteBuffer.allocate(SUBBUF_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    private final PageIterator iterator = new PageIterator();

    StressRing(BufferMode mode) {
        ByteBuffer memory = direct(geometry.regionLength());
        ReaderRing served = new ReaderRing(0, new UnsafeBuffer(memory), geometry, mode);
        served.initialise();
        ring = new io.ringtail.client.ring.WriterRing(0, new MappedRegion(memory), geometry, mode);
        reader = served.openReader(StartAt.OLDEST, true);
        Geometry sizes = new Geometry(mode, 1, geometry, 1, writers.length, 1);
        MappedRegion slots = new MappedRegion(direct(sizes.enableTableOffset()));
        for (int i = 0; i < writers.length; i++) {
            writers[i] = new RingWriter(slots, sizes.threadSlotOffset(i), System::nanoTime);
        }
    }

    private static ByteBuffer direct(int length) {
        return ByteBuffer.allocateDirect(length + Long.BYTES).alignedSlice(Long.BYTES);
    }

    /** Writes an event whose every word is {@code value}; returns whether it was accepted. */
    boolean write(int writer, int value, int length) {
        byte[] payload = new byte[length];
        ByteBuffer words = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
        while (words.hasRemaining()) {
            words.putInt(value);
        }
        return writers[writer].write(ring, payload, length);
    }

    /** Fills the ring up to its last sub-buffer's last unit, except for {@code room} bytes. */
    void fill(int value, int room) {
        int whole = geometry.maxPayload();
        for (int i = 0; i < geometry.subbufCount() - 1; i++) {
            write(0, value, whole);
        }
        write(0, value, whole - room);
    }

    /** Polls once; returns the number of events, or -1 if one was torn. */
    int poll() {
        return reader.poll(page, true) == 0 ? 0 : count();
    }

    /** Reads everything available; returns the number of events, or -1 if one was torn or time went back. */
    int drain() {
        int sum = 0;
        while (reader.poll(page, true) > 0) {
            int events = count();
            if (events == TORN) {
                return TORN;
            }
            sum += events;
        }
        return sum;
    }

    private int count() {
        iterator.wrap(page, 0, SUBBUF_SIZE);
        long time = iterator.timestamp();
        int events = 0;
        while (iterator.next()) {
            if (torn() || iterator.timestamp() < time) {
                return TORN;
            }
            time = iterator.timestamp();
            events++;
        }
        return iterator.damaged() ? TORN : events;
    }

    private boolean torn() {
        int value = page.getInt(iterator.payloadOffset());
        for (int at = 4; at < iterator.payloadLength(); at += 4) {
            if (page.getInt(iterator.payloadOffset() + at) != value) {
                return true;
            }
        }
        return false;
    }
}
