package io.ringtail.daemon.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringtail.client.ring.RingWriter;
import io.ringtail.daemon.log.RemoteLog;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.EventTableDescriptor;
import io.ringtail.proto.layout.RingDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.layout.ThreadSlotDescriptor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One ring with a living writer, writers that stop for good, a repairer, and a reader that accounts for all events.
 */
final class RepairTrial {
    static final int SUBBUFS = 4;
    static final int UNITS = 1024;
    static final int VICTIM = 3;
    static final int OTHER = 4;
    static final int LIVING = 9;
    static final int TID = 4711;
    private static final int FIRST_SEQUENCE = 1000;
    private static final int PACE_NS = 50;
    /** Prime to the events of a sub-buffer, so that reads end anywhere in one. */
    private static final int EVENTS_A_READ = 7;

    final TestRing ring;
    final RingReader reader;
    final TestRing.Delivered delivered = new TestRing.Delivered();
    private final RingWriter living;
    private final UnsafeBuffer metadata;
    private final RingRepair repair;
    private final SortedMap<Integer, Long> times = new TreeMap<>();
    /** Runs whenever the repairer looks up a ring: once for each intent, then once for each sub-buffer. */
    Runnable onLookup = () -> {};

    private int next = FIRST_SEQUENCE;
    private int taken;
    private boolean stoppedWritten;
    private int accesses;

    RepairTrial(BufferMode mode, long start) {
        ring = new TestRing(UNITS * 4, SUBBUFS, mode);
        ring.startAt(start, (1L << 40) + (1L << 28) - 220);
        metadata = new UnsafeBuffer(ring.metadataMemory);
        repair = new RingRepair(metadata, ring.sizes, this::ringOf, new RemoteLog(System::nanoTime));
        reader = ring.ring.openReader(StartAt.OLDEST, true);
        living = ring.writer(LIVING);
        metadata.putInt(slot(VICTIM) + ThreadSlotDescriptor.TID_OFFSET, TID);
        metadata.putInt(slot(OTHER) + ThreadSlotDescriptor.TID_OFFSET, TID + 1);
    }

    private @Nullable ReaderRing ringOf(int cpu) {
        onLookup.run();
        return cpu == 0 ? ring.ring : null;
    }

    int slot(int slot) {
        return ring.sizes.threadSlotOffset(slot);
    }

    int kind(int slot) {
        return metadata.getInt(slot(slot) + ThreadSlotDescriptor.KIND_OFFSET);
    }

    /** Writes the living writer's next event; returns false if it is dropped. */
    boolean write(int units) {
        ring.clock.addAndGet(PACE_NS);
        boolean written = ring.write(living, next, payloadLength(units));
        if (written) {
            times.put(next, ring.clock.get());
            taken++;
        }
        next++;
        return written;
    }

    /** The payload length of an event of the given units, if it fits the small form. */
    static int payloadLength(int units) {
        return (units - (units - 1 > 28 ? 2 : 1)) * 4;
    }

    private int offset() {
        return ring.geometry.offset(RingGeometry.position(ring.ring.reserveAcquire()));
    }

    /** Makes the living writer fill the open sub-buffer up to an offset. */
    void fillTo(int offset) {
        int at = Math.max(offset(), RingGeometry.HEADER_UNITS);
        while (at < offset) {
            int units = offset - at <= 29 ? offset - at : 20;
            if (!write(units)) {
                throw new AssertionError("the event for " + at + " was dropped");
            }
            at += units;
        }
    }

    /**
     * Begins an event and abandons its writer before the {@code limit}th access; returns false if the writer completed.
     */
    boolean abandon(int slot, int units, int limit) {
        ring.clock.addAndGet(PACE_NS);
        SteppedWriter writer = new SteppedWriter(ring, slot);
        boolean abandoned = writer.write(lostPayload(slot, units), limit);
        accesses = writer.accesses();
        return abandoned;
    }

    /**
     * Begins an event and fails as by an overflow of the stack before the {@code limit}th access; returns false if the
     * writer owes nothing.
     */
    boolean overflow(int slot, int units, int limit) {
        ring.clock.addAndGet(PACE_NS);
        return new SteppedWriter(ring, slot).overflow(lostPayload(slot, units), limit);
    }

    /** The accesses to shared memory made by the last writer that was abandoned or completed. */
    int accesses() {
        return accesses;
    }

    /**
     * Writes an event, but stops its writer before the {@code limit}th access; returns false if the writer made fewer.
     */
    boolean stop(int slot, int units, int limit, Runnable meanwhile) {
        ring.clock.addAndGet(PACE_NS);
        int[] steps = {0};
        stoppedWritten = new SteppedWriter(ring, slot).write(lostPayload(slot, units), () -> {
            if (steps[0]++ == limit) {
                meanwhile.run();
            }
        });
        return steps[0] > limit;
    }

    /** Returns 1 if the event of the last stopped writer was written in the end, 0 if it was dropped. */
    int stoppedWritten() {
        return stoppedWritten ? 1 : 0;
    }

    /** The contents of a hole, so that a completed event looks the same as a repaired one. */
    private static byte[] lostPayload(int slot, int units) {
        byte[] payload = new byte[payloadLength(units)];
        ByteBuffer view = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
        view.putInt(EventTableDescriptor.LOST_EVENT_ID);
        view.putInt(TID + slot - VICTIM);
        return payload;
    }

    /** The living writer's events so far: sequence and time. */
    SortedMap<Integer, Long> livingEvents() {
        return times;
    }

    /** Events committed so far. */
    long written() {
        return ring.ring.statistics().written();
    }

    /**
     * Returns 1 if the event that a slot's writer has just begun, or completed, took its place in the ring, otherwise
     * 0.
     */
    int took(int slot, long writtenBefore) {
        int kind = kind(slot) & ~ThreadSlotDescriptor.ABANDONED;
        boolean event = kind == ThreadSlotDescriptor.EVENT || kind == ThreadSlotDescriptor.OPEN;
        boolean claimed = event
                && metadata.getLong(slot(slot) + ThreadSlotDescriptor.NEW_WORD_OFFSET)
                        == ring.region.getLong(RingDescriptor.RESERVE_OFFSET);
        return claimed || written() > writtenBefore ? 1 : 0;
    }

    /** Makes the repairer settle the debts of some slots; returns false if it must be called again. */
    boolean settles(int... dead) {
        BitSet deadSlots = new BitSet();
        for (int slot : dead) {
            deadSlots.set(slot);
        }
        BitSet live = new BitSet();
        live.set(0, ThreadSlotDescriptor.BLOCK);
        live.andNot(deadSlots);
        return repair.settle(deadSlots, live).isEmpty();
    }

    byte[] bytesOfRing() {
        byte[] bytes = new byte[ring.region.capacity()];
        ring.region.getBytes(0, bytes);
        return bytes;
    }

    byte[] bytesOfSlot(int slot) {
        byte[] bytes = new byte[ThreadSlotDescriptor.LENGTH];
        metadata.getBytes(slot(slot), bytes);
        return bytes;
    }

    void restoreSlot(int slot, byte[] bytes) {
        metadata.putBytes(slot(slot), bytes);
    }

    void drainPatiently() {
        ring.drainPatiently(reader, delivered);
    }

    void drain() {
        ring.drain(reader, delivered);
    }

    /** Checks that after three more laps no sub-buffer is held, and each event is accounted for. */
    void shouldGoOn(int expectedHoles) {
        for (int i = 0; i < 3 * SUBBUFS * UNITS / 20; i++) {
            write(20);
            if (i % EVENTS_A_READ == 0) {
                drain();
            }
        }
        fillTo(UNITS);
        drain();
        for (int slot = 0; slot < SUBBUFS; slot++) {
            assertThat(RingGeometry.committedUnits(ring.ring.commitAcquire(slot)))
                    .as("units of slot %s", slot)
                    .isEqualTo(UNITS);
        }
        RingStatistics statistics = ring.ring.statistics();
        assertThat(statistics.written() + statistics.dropped()).isEqualTo(delivered.events.size() + delivered.lost);
        if (statistics.ambiguous() == 0) {
            assertThat(statistics.written()).isEqualTo(taken + expectedHoles);
            assertThat(holes().size() + (delivered.lost - statistics.dropped()))
                    .as("holes, or events lost")
                    .isGreaterThanOrEqualTo(expectedHoles);
        }
        shouldKeepTime();
    }

    void shouldHaveDeliveredAllOfTheLiving() {
        assertThat(delivered.events.size() - holes().size()).isEqualTo(taken);
    }

    /** Compares without a library for assertions, which would take most of a trial's time: there are 600 events. */
    private void shouldKeepTime() {
        int last = 0;
        long time = Long.MIN_VALUE;
        for (TestRing.Event event : delivered.events) {
            boolean living = event.sequence() != EventTableDescriptor.LOST_EVENT_ID;
            boolean due = !living || times.getOrDefault(event.sequence(), Long.MAX_VALUE) == event.timestamp();
            if (event.timestamp() < time || !due || (living && event.sequence() <= last)) {
                throw new AssertionError(event + " follows sequence " + last + " at " + time);
            }
            time = event.timestamp();
            last = living ? event.sequence() : last;
        }
    }

    List<TestRing.Event> holes() {
        return delivered.events.stream()
                .filter(event -> event.sequence() == EventTableDescriptor.LOST_EVENT_ID)
                .toList();
    }
}
