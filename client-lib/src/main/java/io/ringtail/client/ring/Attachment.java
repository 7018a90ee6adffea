package io.ringtail.client.ring;

import io.ringtail.proto.layout.ClientDescriptor;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.HeaderDescriptor;
import io.ringtail.proto.layout.RingDescriptor;
import io.ringtail.proto.memory.MappedRegion;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A process's attachment to one buffer file: the mask, rings and slots that belong together, in one immutable object.
 *
 * <p>Loads of the mask and of the table are opaque. The daemon's handshake separates the store of a ring from that of
 * its mask bit; a missing ring is nevertheless treated as a clear bit.
 */
public final class Attachment {
    private final MappedRegion metadata;
    private final Geometry geometry;
    private final RingTable rings;
    private final ThreadSlots slots;
    private final int client;
    private final IntConsumer onMissingCpu;
    private final SharedWriters shared;

    /**
     * Creates an attachment, which is complete when it is published.
     *
     * @param client the index of this process's record in the client table
     * @param onMissingCpu receives the number of a CPU that has no ring yet, from writers, perhaps often: it only sets
     *     a mark and wakes the conductor
     */
    public Attachment(
            MappedRegion metadata,
            Geometry geometry,
            RingTable rings,
            ThreadSlots slots,
            int client,
            IntConsumer onMissingCpu) {
        this.metadata = metadata;
        this.geometry = geometry;
        this.rings = rings;
        this.slots = slots;
        this.client = client;
        this.onMissingCpu = onMissingCpu;
        this.shared = new SharedWriters(slots, () -> countRefused(true));
    }

    /** Returns the file's metadata region. */
    public MappedRegion metadata() {
        return metadata;
    }

    /** Returns the file's geometry. */
    public Geometry geometry() {
        return geometry;
    }

    /** Returns the rings mapped so far. */
    public RingTable rings() {
        return rings;
    }

    /** Returns this process's thread slots. */
    public ThreadSlots slots() {
        return slots;
    }

    /** Returns a writer that records its intents in one of this process's slots. */
    public RingWriter writer(int slot, NanoClock clock) {
        return new RingWriter(metadata, slots.at(slot), clock);
    }

    /** Writes an event of a thread that owns no slot; returns false if the event was dropped and counted. */
    public boolean writeShared(WriterRing ring, byte[] payload, int length) {
        return shared.write(ring, payload, length);
    }

    /**
     * Returns the ring for an event on a CPU: the CPU's own, or another one until that CPU is online; returns null, and
     * counts the event, if there is no ring at all.
     */
    public @Nullable WriterRing ringFor(int cpu) {
        if (cpu >= 0 && cpu < rings.length() && online(cpu)) {
            WriterRing ring = rings.get(cpu);
            if (ring != null) {
                return ring;
            }
            count(ClientDescriptor.NO_RING_OFFSET);
        }
        return reroute(cpu);
    }

    /**
     * Returns whether a CPU's mask bit is set: one opaque load.
     *
     * @param cpu the number of a possible CPU
     */
    public boolean online(int cpu) {
        return (metadata.getLongOpaque(HeaderDescriptor.onlineWordOffset(cpu)) & HeaderDescriptor.maskBit(cpu)) != 0;
    }

    /** Returns whether an event would find a ring: some CPU is online, and its ring is mapped. */
    public boolean anyOnline() {
        for (int cpu = 0; cpu < rings.length(); cpu++) {
            if (online(cpu) && rings.get(cpu) != null) {
                return true;
            }
        }
        return false;
    }

    private @Nullable WriterRing reroute(int cpu) {
        if (cpu >= 0 && cpu < rings.length()) {
            want(cpu);
            onMissingCpu.accept(cpu);
        }
        int from = Math.max(cpu, 0);
        for (int i = 1; i <= rings.length(); i++) {
            int other = (from + i) % rings.length();
            WriterRing ring = online(other) ? rings.get(other) : null;
            if (ring != null) {
                ring.count(RingDescriptor.REROUTED_OFFSET);
                return ring;
            }
        }
        count(ClientDescriptor.UNPLACED_OFFSET);
        return null;
    }

    /**
     * Requests a CPU in the file, where the daemon finds the request even if this process's conductor does not run, or
     * if there is no daemon yet.
     */
    private void want(int cpu) {
        int word = HeaderDescriptor.wantedWordOffset(cpu);
        if ((metadata.getLongOpaque(word) & HeaderDescriptor.maskBit(cpu)) == 0) {
            metadata.getAndBitwiseOrLong(word, HeaderDescriptor.maskBit(cpu));
        }
    }

    /** Counts an event that could not be assembled, on any ring: its CPU may be what could not be determined. */
    public void countMalformed() {
        countMalformed(1);
    }

    /** Counts events that could not be assembled, in one step. */
    public void countMalformed(long events) {
        for (int cpu = 0; cpu < rings.length(); cpu++) {
            WriterRing ring = rings.get(cpu);
            if (ring != null) {
                ring.count(RingDescriptor.MALFORMED_OFFSET, events);
                return;
            }
        }
        count(ClientDescriptor.UNPLACED_OFFSET, events);
    }

    /**
     * Counts an event that was not written because this process's slots have been recalled. The record may be another
     * process's by now: the counter is the sum over all of its holders.
     *
     * @param complete whether it would have been written otherwise; else it was malformed
     */
    public void countRefused(boolean complete) {
        if (!slots.areRecalled()) {
            return;
        }
        if (complete) {
            count(ClientDescriptor.UNPLACED_OFFSET);
        } else {
            countMalformed();
        }
    }

    private void count(int counterOffset) {
        count(counterOffset, 1);
    }

    private void count(int counterOffset, long events) {
        metadata.getAndAddLongRelease(geometry.clientOffset(client) + counterOffset, events);
    }
}
