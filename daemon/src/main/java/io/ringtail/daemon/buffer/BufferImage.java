package io.ringtail.daemon.buffer;

import io.ringtail.daemon.log.RemoteLog;
import io.ringtail.proto.layout.CpuDescriptor;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.RingDescriptor;
import io.ringtail.proto.layout.ThreadSlotDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.UUID;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads everything readable from a buffer file, or a copy of one, without a daemon. The file is opened read-only;
 * repairs take place in this process's memory. One ring is mapped at a time. For one thread.
 */
public final class BufferImage implements AutoCloseable {
    private static final int SLOTS_AT_ONCE = 512;

    private final Path file;
    private final BufferHeader header;
    private final FileChannel channel;

    private BufferImage(Path file, BufferHeader header, FileChannel channel) {
        this.file = file;
        this.header = header;
        this.channel = channel;
    }

    /**
     * Opens a file of any boot.
     *
     * @throws BufferFileException if it is no buffer file, has another layout or byte order, is damaged, or truncated;
     *     the message says which
     */
    public static BufferImage open(Path file) throws IOException, BufferFileException {
        try {
            BufferHeader header = BufferHeader.readOfAnyBoot(file);
            return new BufferImage(file, header, FileChannel.open(file, StandardOpenOption.READ));
        } catch (BufferHeader.ForeignException e) {
            throw new BufferFileException(
                    file + " " + e.getMessage() + ": give a complete buffer file of this version of Ringtail", e);
        }
    }

    /** Returns the file's geometry. */
    public Geometry geometry() {
        return header.geometry();
    }

    /** Returns the boot to which the file's times belong. */
    public UUID bootId() {
        return header.bootId();
    }

    /** Returns the CPUs whose rings contain data. */
    public BitSet rings() throws IOException {
        BitSet found = new BitSet();
        for (int cpu = 0; cpu < geometry().possibleCpus(); cpu++) {
            ByteBuffer state = read(geometry().cpuOffset(cpu), CpuDescriptor.LENGTH);
            ByteBuffer word = read(geometry().regionOffset(cpu) + RingDescriptor.RESERVE_OFFSET, Long.BYTES);
            found.set(cpu, state.getInt(CpuDescriptor.STATE_OFFSET) == CpuDescriptor.PREPARED || word.getLong(0) != 0);
        }
        return found;
    }

    private ByteBuffer read(long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        int read;
        do {
            read = channel.read(bytes, offset + bytes.position());
        } while (read > 0 && bytes.hasRemaining());
        return bytes.clear();
    }

    /**
     * Repairs a ring that no living process writes, and passes on its pages.
     *
     * @param cpu one of {@link #rings()}
     * @return the account of the ring
     */
    public RingAccount recover(int cpu, PageSink sink) throws IOException, BufferFileException {
        try (PrivateMapping metadata = PrivateMapping.of(file, 0, geometry().metadataLength())) {
            RingAccount sum = new RingAccount(cpu, 0, 0, 0, 0, 0);
            for (RingPlace place : places(cpu, metadata.buffer())) {
                sum = sum.plus(recover(cpu, place, metadata, sink));
            }
            return sum;
        }
    }

    private RingAccount recover(int cpu, RingPlace place, PrivateMapping metadata, PageSink sink)
            throws IOException, BufferFileException {
        BitSet dead = slotsWithIntents(ThreadSlotDescriptor.ring(cpu, place.ringsBefore()));
        try (PrivateMapping region = PrivateMapping.of(file, place.offset(), place.length())) {
            ReaderRing ring = ring(cpu, place, region);
            List<ThreadIntent> intents = intents(metadata, dead);
            RingStatistics before = ring.statistics();
            repair(metadata, dead, ring);
            RingStatistics after = ring.statistics();
            RingAccount account = new RingSalvage(ring, intents, sink).salvage();
            return new RingAccount(
                    cpu,
                    account.events(),
                    account.lost(),
                    after.repaired() - before.repaired(),
                    after.ambiguous() - before.ambiguous(),
                    account.damaged());
        }
    }

    private ReaderRing ring(int cpu, RingPlace place, PrivateMapping region) {
        return new ReaderRing(
                cpu,
                place.ringsBefore(),
                region.buffer(),
                place.sizes(),
                geometry().mode(),
                Intents.UNSEEN,
                System::nanoTime);
    }

    /** Returns the places of a CPU's rings that may hold events, in the order in which they were used. */
    private List<RingPlace> places(int cpu, UnsafeBuffer metadata) throws IOException {
        CpuPlaces places = new CpuPlaces(metadata, geometry(), cpu);
        int state = metadata.getInt(geometry().cpuOffset(cpu) + CpuDescriptor.STATE_OFFSET);
        // A copy may be sparse.
        AdoptedPlaces ofAnyStorage = new AdoptedPlaces(Long.MAX_VALUE, place -> true);
        boolean adopted = state == CpuDescriptor.PREPARED && places.adopt(channel.size(), ofAnyStorage);
        RingPlace other = adopted ? places.other() : null;
        if (other == null) {
            return List.of(places.current());
        }
        return places.hasFormer() ? List.of(other, places.current()) : List.of(places.current(), other);
    }

    private void repair(PrivateMapping metadata, BitSet dead, ReaderRing ring) {
        try (RemoteLog log = new RemoteLog(System::nanoTime)) {
            RingRepair repair =
                    new RingRepair(metadata.buffer(), geometry(), word -> word == ring.word() ? ring : null, log);
            BitSet left = dead;
            int more;
            do {
                more = left.cardinality();
                left = repair.settle(left, new BitSet());
            } while (!left.isEmpty() && left.cardinality() < more);
        }
    }

    private List<ThreadIntent> intents(PrivateMapping metadata, BitSet dead) {
        List<ThreadIntent> intents = new ArrayList<>();
        for (int slot = dead.nextSetBit(0); slot >= 0; slot = dead.nextSetBit(slot + 1)) {
            int at = geometry().threadSlotOffset(slot);
            int kind = metadata.buffer().getInt(at + ThreadSlotDescriptor.KIND_OFFSET);
            ThreadIntent intent = ThreadIntent.read(metadata.buffer(), slot, at, kind);
            if (intent.isPlausible(geometry().ring())) {
                intents.add(intent);
            }
        }
        return intents;
    }

    /** Reads the slots instead of mapping them: holes in the file then take no storage. */
    private BitSet slotsWithIntents(int ring) throws IOException {
        BitSet found = new BitSet();
        int slots = geometry().threadSlots();
        for (int first = 0; first < slots; first += SLOTS_AT_ONCE) {
            int count = Math.min(SLOTS_AT_ONCE, slots - first);
            ByteBuffer copy = read(geometry().threadSlotOffset(first), count * ThreadSlotDescriptor.LENGTH);
            for (int i = 0; i < count; i++) {
                int at = i * ThreadSlotDescriptor.LENGTH;
                boolean claims = copy.getInt(at + ThreadSlotDescriptor.KIND_OFFSET) != ThreadSlotDescriptor.EMPTY;
                found.set(first + i, claims && copy.getInt(at + ThreadSlotDescriptor.RING_OFFSET) == ring);
            }
        }
        return found;
    }

    /**
     * Passes on the pages of a ring that living processes write, up to now; repairs nothing. If units of a sub-buffer
     * are still owed, waits up to three seconds for them.
     *
     * @param cpu one of {@link #rings()}
     * @return the account of the ring
     */
    public RingAccount readLive(int cpu, PageSink sink) throws IOException, BufferFileException {
        RingAccount sum = new RingAccount(cpu, 0, 0, 0, 0, 0);
        try (PrivateMapping metadata =
                PrivateMapping.readOnly(file, 0, geometry().metadataLength())) {
            for (RingPlace place : places(cpu, metadata.buffer())) {
                try (PrivateMapping region = PrivateMapping.readOnly(file, place.offset(), place.length());
                        CurrentPages pages = new CurrentPages(List.of(ring(cpu, place, region)), place.sizes())) {
                    sum = sum.plus(pages.read(sink).get(0));
                }
            }
        }
        return sum;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
