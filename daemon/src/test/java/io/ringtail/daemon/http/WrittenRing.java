package io.ringtail.daemon.http;

import io.ringtail.client.ring.NanoClock;
import io.ringtail.client.ring.RingWriter;
import io.ringtail.client.ring.WriterRing;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.RingDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.memory.MappedRegion;
import io.ringtail.proto.page.EventHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The writing end of a CPU's ring in a file, with times chosen by the test. */
public final class WrittenRing {
    static final int EVENT_LENGTH = 20;
    private static final int PAYLOAD = 16;

    private final WriterRing ring;
    private final MappedRegion metadata;
    private final Geometry geometry;
    private final RingWriter writer;
    private final MappedRegion words;
    private long nowNs;

    public WrittenRing(Path file, Geometry geometry, int cpu) throws IOException {
        this(file, geometry, cpu, geometry.regionOffset(cpu));
    }

    /** The ring of a CPU whose region begins elsewhere in the file. */
    WrittenRing(Path file, Geometry geometry, int cpu, long regionOffset) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            int length = geometry.ring().regionLength();
            ByteBuffer region = channel.map(MapMode.READ_WRITE, regionOffset, length);
            metadata = new MappedRegion(channel.map(MapMode.READ_WRITE, 0, geometry.metadataLength()));
            words = new MappedRegion(region);
            ring = new WriterRing(cpu, words, geometry.ring(), geometry.mode());
        }
        this.geometry = geometry;
        writer = new RingWriter(metadata, geometry.threadSlotOffset(cpu), () -> nowNs);
    }

    /** The ring, for a thread with its own writer. */
    WriterRing ring() {
        return ring;
    }

    /** A writer for a thread, on the machine's clock; the first slots belong to the rings' own writers. */
    RingWriter writer(int thread) {
        int slot = ServedFile.POSSIBLE_CPUS + thread;
        return new RingWriter(metadata, geometry.threadSlotOffset(slot), System::nanoTime);
    }

    /** A writer with its own clock, in the slot of the ring's own writer. */
    RingWriter writer(NanoClock clock) {
        return new RingWriter(metadata, geometry.threadSlotOffset(ring.cpu()), clock);
    }

    /**
     * Takes the place of an event in the open sub-buffer without recording an owner.
     *
     * @return writes the event there, with the time of the one before
     */
    Runnable leaveHole() {
        int units = EVENT_LENGTH / RingGeometry.UNIT;
        long word = words.getLongAcquire(RingDescriptor.RESERVE_OFFSET);
        long position = RingGeometry.position(word);
        words.putLong(RingDescriptor.RESERVE_OFFSET, word + ((long) units << RingGeometry.STAMP_BITS));
        int slot = geometry.ring().slotOffset(geometry.ring().subbuf(position));
        int at = geometry.ring().dataOffset(geometry.ring().subbuf(position))
                + geometry.ring().offset(position) * RingGeometry.UNIT;
        return () -> {
            words.putInt(at, EventHeader.word(PAYLOAD / Integer.BYTES, 0));
            words.getAndAddLongRelease(slot + RingDescriptor.COMMIT_OFFSET, RingGeometry.ONE_EVENT + units);
        };
    }

    /** Writes an event of a thread at each of these times; returns how many were accepted. */
    public int write(int tid, long... times) {
        int taken = 0;
        for (long time : times) {
            nowNs = time;
            byte[] payload = new byte[PAYLOAD];
            ByteBuffer.wrap(payload)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putShort(0, (short) ServedFile.EVENT_ID)
                    .putInt(4, tid)
                    .putLong(8, time);
            taken += writer.write(ring, payload, PAYLOAD) ? 1 : 0;
        }
        return taken;
    }

    /** Writes the given number of a thread's events, a nanosecond apart. */
    public int writeMany(int tid, long firstTime, int count) {
        int taken = 0;
        for (int i = 0; i < count; i++) {
            taken += write(tid, firstTime + i);
        }
        return taken;
    }
}
