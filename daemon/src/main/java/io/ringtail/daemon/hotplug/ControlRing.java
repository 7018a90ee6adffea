package io.ringtail.daemon.hotplug;

import static io.ringtail.proto.layout.ControlRingDescriptor.CAPACITY;
import static io.ringtail.proto.layout.ControlRingDescriptor.LATEST_OFFSET;
import static io.ringtail.proto.layout.ControlRingDescriptor.RECORD_ALIGNMENT;
import static io.ringtail.proto.layout.ControlRingDescriptor.TAIL_INTENT_OFFSET;
import static io.ringtail.proto.layout.ControlRingDescriptor.TAIL_OFFSET;

import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.proto.control.CpuNotice;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.broadcast.BroadcastTransmitter;

/**
 * Announces on the file's control ring, and rings the doorbells after each announcement: {@link CpuNotice} messages by
 * Agrona's broadcast transmitter, which continues where the previous daemon's transmitter stopped.
 *
 * <p>The counters lie in memory that clients can write. They are checked before each message; if they are invalid, or
 * if a daemon died inside a transmission, the ring continues one lap further, so that every receiver considers itself
 * lapped and reads the descriptors. Nothing in the section can make a call throw, or write outside it. For the
 * conductor's thread only.
 */
public final class ControlRing implements Announcements {
    /** No valid position exceeds this: at one message per microsecond it would take a thousand years. */
    private static final long MAX_POSITION = 1L << 62;

    private final AtomicBuffer ring;
    private final BroadcastTransmitter transmitter;
    private final Announcements doorbells;
    private final ByteBuffer message =
            ByteBuffer.allocateDirect(CpuNotice.LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    private final UnsafeBuffer messageBytes = new UnsafeBuffer(message);
    private long epoch;

    /**
     * Creates a transmitter for a file's control ring, which may be an adopted file's.
     *
     * @param doorbells receives each announcement after its message is readable, and each wake-up
     */
    public ControlRing(BufferFile file, Announcements doorbells) {
        this(
                new UnsafeBuffer(
                        file.metadata(),
                        file.geometry().controlRingOffset(),
                        file.geometry().controlRingLength()),
                doorbells);
    }

    ControlRing(AtomicBuffer section, Announcements doorbells) {
        this.ring = section;
        this.doorbells = doorbells;
        this.transmitter = new BroadcastTransmitter(section);
        settle();
    }

    @Override
    public void prepared(BitSet cpus, long newEpoch) {
        epoch = newEpoch;
        transmit(new CpuNotice(CpuNotice.Kind.PREPARED, epoch, cpus));
        doorbells.prepared(cpus, epoch);
    }

    @Override
    public void online(BitSet cpus, long inEpoch) {
        epoch = inEpoch;
        transmit(new CpuNotice(CpuNotice.Kind.ONLINE, epoch, cpus));
        doorbells.online(cpus, epoch);
    }

    @Override
    public void offline(int cpu) {
        BitSet cpus = new BitSet();
        cpus.set(cpu);
        transmit(new CpuNotice(CpuNotice.Kind.OFFLINE, epoch, cpus));
        doorbells.offline(cpu);
    }

    @Override
    public void wake() {
        doorbells.wake();
    }

    private void transmit(CpuNotice notice) {
        settle();
        notice.encode(message.clear());
        transmitter.transmit(notice.kind().type(), messageBytes, 0, CpuNotice.LENGTH);
    }

    private void settle() {
        long tail = ring.getLong(TAIL_OFFSET);
        long intent = ring.getLong(TAIL_INTENT_OFFSET);
        long latest = ring.getLong(LATEST_OFFSET);
        boolean sound = tail >= 0 && tail <= MAX_POSITION && tail % RECORD_ALIGNMENT == 0;
        boolean whole = intent == tail && latest <= tail && tail - latest <= CAPACITY;
        if (!sound || !whole) {
            lapEverybody(Math.max(tail, intent));
        }
    }

    /**
     * Stores the intent first, as for any record: a receiver of what the dead daemon was overwriting then detects it.
     */
    private void lapEverybody(long past) {
        long start = past < 0 || past > MAX_POSITION ? 0 : (past / CAPACITY + 2) * CAPACITY;
        ring.putLongRelease(TAIL_INTENT_OFFSET, start);
        VarHandle.releaseFence();
        ring.putLongRelease(LATEST_OFFSET, start);
        ring.putLongRelease(TAIL_OFFSET, start);
    }
}
