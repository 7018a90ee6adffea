package io.ringtail.client.ring;

import io.ringtail.proto.layout.ClientDescriptor;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.HeaderDescriptor;
import io.ringtail.proto.layout.RingDescriptor;
import io.ringtail.proto.memory.MappedRegion;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What ties this process to one buffer file: mask, rings and slots that belong together, in one immutable object.
 *
 * <p>The loads of the mask and of the table are opaque. Between a ring's store and its mask bit stands the daemon's
 * handshake; a missing ring is treated as a clear bit all the same.
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
     * An attachment that is complete when it is published.
     *
     * @param client the index of this process's record in the client table
     * @param onMissingCpu told the number of a CPU that has no ring yet, by writers, perhaps often: it only sets a mark
     *     and wakes the conductor
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
        this.shared = new SharedWriters(slots);
    }

    /** The file's metadata. */
    public MappedRegion metadata() {
        return metadata;
    }

    /** The file's sizes. */
    public Geometry geometry() {
        return geometry;
    }

    /** The rings mapped so far. */
    public RingTable rings() {
        return rings;
    }

    /** This process's thread slots. */
    public ThreadSlots slots() {
        return slots;
    }

    /** A writer that tells its intents in one of this process's slots. */
    public RingWriter writer(int slot, NanoClock clock) {
        return new RingWriter(metadata, slots.at(slot), clock);
    }

    /** Writes an event of a thread that owns no slot; false, and counted, where it was dropped. */
    public boolean writeShared(Ring ring, byte[] payload, int length) {
        return shared.write(ring, payload, length);
    }

    /** Whether an event is switched on: one opaque load of its enable word. */
    public boolean enabled(int enableOffset) {
        return metadata.getIntOpaque(enableOffset) != 0;
    }

    /**
     * The ring for an event on a CPU: the CPU's own, or another one until that is online; null, and counted, where
     * there is none at all.
     */
    public @Nullable Ring ringFor(int cpu) {
        if (cpu >= 0 && cpu < rings.length() && online(cpu)) {
            Ring ring = rings.get(cpu);
            if (ring != null) {
                return ring;
            }
            count(ClientDescriptor.NO_RING_OFFSET);
        }
        return reroute(cpu);
    }

    /**
     * Whether a CPU's mask bit is set: one opaque load.
     *
     * @param cpu one that has a ring
     */
    public boolean online(int cpu) {
        return (metadata.getLongOpaque(HeaderDescriptor.onlineWordOffset(cpu)) & HeaderDescriptor.maskBit(cpu)) != 0;
    }

    /** Whether an event would find a ring: some CPU is online, and its ring is mapped. */
    public boolean anyOnline() {
        for (int cpu = 0; cpu < rings.length(); cpu++) {
            if (online(cpu) && rings.get(cpu) != null) {
                return true;
            }
        }
        return false;
    }

    private @Nullable Ring reroute(int cpu) {
        if (cpu >= 0 && cpu < rings.length()) {
            want(cpu);
            onMissingCpu.accept(cpu);
        }
        int from = Math.max(cpu, 0);
        for (int i = 1; i <= rings.length(); i++) {
            int other = (from + i) % rings.length();
            Ring ring = online(other) ? rings.get(other) : null;
            if (ring != null) {
                ring.count(RingDescriptor.REROUTED_OFFSET);
                return ring;
            }
        }
        count(ClientDescriptor.UNPLACED_OFFSET);
        return null;
    }

    /**
     * Asks for a CPU in the file, where the daemon finds it even if this process's conductor does not get its turn, or if
     * there is no daemon yet.
     */
    private void want(int cpu) {
        int word = HeaderDescriptor.wantedWordOffset(cpu);
        if ((metadata.getLongOpaque(word) & HeaderDescriptor.maskBit(cpu)) == 0) {
            metadata.getAndBitwiseOrLong(word, HeaderDescriptor.maskBit(cpu));
        }
    }

    /** Counts an event that could not be put together, on any ring: its CPU may be what cannot be found out. */
    public void countMalformed() {
        for (int cpu = 0; cpu < rings.length(); cpu++) {
            Ring ring = rings.get(cpu);
            if (ring != null) {
                ring.count(RingDescriptor.MALFORMED_OFFSET);
                return;
            }
        }
        count(ClientDescriptor.UNPLACED_OFFSET);
    }

    private void count(int counterOffset) {
        metadata.getAndAddLongRelease(geometry.clientOffset(client) + counterOffset, 1);
    }
}
