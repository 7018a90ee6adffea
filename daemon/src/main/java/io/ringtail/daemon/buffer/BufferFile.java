package io.ringtail.daemon.buffer;

import io.ringtail.daemon.files.OwnFiles;
import io.ringtail.proto.layout.ClientDescriptor;
import io.ringtail.proto.layout.CpuDescriptor;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.HeaderDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.layout.ThreadSlotDescriptor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mapped file: created, or adopted with its history while clients continue to write.
 *
 * <p>Storage is allocated before it is used, so that a full filesystem causes an exception here and never a fault in a
 * writer. The file is never shortened.
 */
public final class BufferFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BufferFile.class);

    private final Path path;
    private final BufferHeader header;
    private final boolean adopted;
    private final FileMapper mapper;
    private final UnsafeBuffer metadata;
    private final SlotIntents intents;
    private final CpuRings rings;
    private final CpuPlaces[] places;
    private boolean unallocated;
    private volatile long length;

    private BufferFile(Path path, BufferHeader header, boolean adopted, FileMapper mapper) throws BufferFileException {
        this.path = path;
        this.header = header;
        this.adopted = adopted;
        this.mapper = mapper;
        allocateTables(!adopted);
        this.metadata = mapper.map(0, header.geometry().metadataLength());
        this.length = header.geometry().fileLength();
        this.intents = new SlotIntents(metadata, header.geometry());
        this.rings = new CpuRings(header.geometry().possibleCpus());
        this.places = IntStream.range(0, header.geometry().possibleCpus())
                .mapToObj(cpu -> new CpuPlaces(metadata, header.geometry(), cpu))
                .toArray(CpuPlaces[]::new);
    }

    /**
     * Adopts the file if it is a valid one of this boot, sets a foreign one aside, and creates a new one otherwise.
     *
     * @param wanted the geometry of a new file; an adopted one keeps its own
     * @throws BufferFileException if the file is no buffer, or cannot be created; no partial file is left
     */
    public static BufferFile open(Path file, Geometry wanted) throws BufferFileException {
        try {
            BufferHeader found = find(file, wanted);
            if (found != null) {
                return adopt(file, found);
            }
            return create(file, new BufferHeader(wanted, BootId.current(), realTimeNs()));
        } catch (IOException e) {
            throw new BufferFileException("cannot use " + file + ": " + e + ": check the directory", e);
        }
    }

    /**
     * Creates a buffer in an existing file of zeroes, whose length is exactly that of the geometry.
     *
     * @throws BufferFileException if there is no space
     */
    public static BufferFile createIn(Path zeroes, Geometry wanted) throws BufferFileException {
        return initialise(zeroes, new BufferHeader(wanted, BootId.current(), realTimeNs()));
    }

    /**
     * Adopts a buffer that has no path of its own, and therefore cannot be set aside.
     *
     * @throws BufferFileException if it is no buffer, or not one of this boot and version
     */
    public static BufferFile adoptFrom(Path nameless, Geometry wanted) throws BufferFileException {
        try {
            return adopt(nameless, BufferHeader.read(nameless, BootId.current(), wanted));
        } catch (IOException e) {
            throw new BufferFileException("cannot use " + nameless + ": " + e, e);
        } catch (BufferHeader.ForeignException e) {
            throw new BufferFileException(nameless + " " + e.getMessage(), e);
        }
    }

    private static @Nullable BufferHeader find(Path file, Geometry wanted) throws IOException, BufferFileException {
        OwnFiles.requireFile(file);
        if (!Files.exists(file)) {
            return null;
        }
        OwnFiles.limit(file, OwnFiles.SHARED);
        try {
            return BufferHeader.read(file, BootId.current(), wanted);
        } catch (BufferHeader.ForeignException e) {
            Path aside = file.resolveSibling(file.getFileName() + ".aside-" + realTimeNs());
            Files.move(file, aside);
            LOG.warn("{} {}: set aside as {}; creating a new buffer", file, e.getMessage(), aside);
            return null;
        }
    }

    private static BufferFile adopt(Path file, BufferHeader found) throws BufferFileException {
        FileMapper mapper = new FileMapper(file);
        try {
            BufferFile adopted = new BufferFile(file, found, true, mapper);
            found.addChecksum(adopted.metadata);
            int healed = found.heal(adopted.metadata);
            if (healed > 0) {
                LOG.warn(
                        "{} had {} damaged words in its header and is otherwise intact: repaired and adopted",
                        file,
                        healed);
            }
            adopted.mapPreparedRings();
            adopted.length = CpuPlaces.end(adopted.places, found.geometry().fileLength());
            return adopted;
        } catch (BufferFileException | RuntimeException | Error e) {
            mapper.close();
            throw e;
        }
    }

    private static BufferFile create(Path file, BufferHeader header) throws IOException, BufferFileException {
        OwnFiles.make(file, OwnFiles.SHARED).close();
        try {
            try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
                sparse.setLength(header.geometry().fileLength());
            }
            return initialise(file, header);
        } catch (IOException | BufferFileException | RuntimeException | Error e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    private static BufferFile initialise(Path file, BufferHeader header) throws BufferFileException {
        FileMapper mapper = new FileMapper(file);
        try {
            BufferFile created = new BufferFile(file, header, false, mapper);
            header.write(created.metadata);
            return created;
        } catch (BufferFileException | RuntimeException | Error e) {
            mapper.close();
            throw e;
        }
    }

    private void allocateTables(boolean isNew) throws BufferFileException {
        Geometry sizes = header.geometry();
        int words = sizes.threadSlotsOffset();
        int enableTable = sizes.eventIndexOffset() - sizes.enableTableOffset();
        int counters = sizes.metadataLength() - sizes.countersMetadataOffset();
        if (isNew) {
            long needed = FileMapper.storage(0, words)
                    + FileMapper.storage(sizes.enableTableOffset(), enableTable)
                    + FileMapper.storage(sizes.countersMetadataOffset(), counters);
            mapper.requireRoom(needed, 0);
        }
        mapper.allocate(0, words);
        mapper.allocate(sizes.enableTableOffset(), enableTable);
        mapper.allocate(sizes.countersMetadataOffset(), counters);
    }

    /**
     * Allocates storage again for tables and rings: a process that has truncated the file and extended it again leaves
     * a hole, in which a store faults if the filesystem is full.
     */
    private void allocateAgain() {
        try {
            allocateTables(false);
            for (int cpu = 0; cpu < places.length; cpu++) {
                if (rings.get(cpu) != null) {
                    places[cpu].allocate(mapper);
                }
            }
        } catch (BufferFileException e) {
            if (!unallocated) {
                LOG.error("{} has lost storage, so writers may fault: {}", path, e.getMessage());
            }
            unallocated = true;
        }
    }

    private void mapPreparedRings() throws BufferFileException {
        AdoptedPlaces found =
                new AdoptedPlaces(mapper.storage(), place -> mapper.allocateAllocated(place.offset(), place.length()));
        for (int cpu = 0; cpu < header.geometry().possibleCpus(); cpu++) {
            int descriptor = header.geometry().cpuOffset(cpu);
            if (metadata.getIntAcquire(descriptor + CpuDescriptor.STATE_OFFSET) != CpuDescriptor.PREPARED) {
                continue;
            }
            if (!places[cpu].adopt(mapper.length(), found)) {
                LOG.warn("CPU {}'s descriptor is damaged in {}: assuming that it has its first ring", cpu, path);
            }
            if (!hasAdopted(cpu)) {
                places[cpu].forget();
                metadata.putIntRelease(descriptor + CpuDescriptor.STATE_OFFSET, CpuDescriptor.ABSENT);
            }
        }
    }

    private boolean hasAdopted(int cpu) throws BufferFileException {
        if (!places[cpu].current().holdsRing(path)) {
            LOG.warn("CPU {}'s ring is marked as prepared in {}, but was never created: not adopted", cpu, path);
            return false;
        }
        try {
            adoptRings(cpu);
            return true;
        } catch (NoSpaceException e) {
            LOG.warn("CPU {}'s ring is not adopted, since it has no storage: {}", cpu, e.getMessage());
            return false;
        }
    }

    /** Adopts a CPU's rings. A resize is completed if the ring is closed, and given up otherwise. */
    private void adoptRings(int cpu) throws BufferFileException {
        CpuPlaces at = places[cpu];
        RingPlace place = at.other();
        at.allocateFirst(mapper);
        ReaderRing ring = map(cpu, at.current());
        ReaderRing other = place == null ? null : map(cpu, place);
        ring.adopt(new RingPast(null, at.past(), 0, 0));
        rings.set(ring);
        if (other == null) {
            return;
        }
        if (at.hasFormer()) {
            other.adopt(new RingPast(null, at.past(), 0, 0));
            other.continueIn(ring);
        } else if (ring.isClosed()) {
            turn(cpu, ring, other);
        } else {
            withdraw(cpu);
        }
    }

    /**
     * Restores the words of the header and of the CPUs' descriptors that only this daemon writes, if another process
     * has changed them. For the conductor's thread.
     *
     * @return the number of words restored
     */
    public int heal() {
        int healed = header.heal(metadata);
        for (int cpu = 0; cpu < places.length; cpu++) {
            boolean prepared = rings.get(cpu) != null;
            int descriptor = header.geometry().cpuOffset(cpu);
            int state = prepared ? CpuDescriptor.PREPARED : CpuDescriptor.ABSENT;
            boolean same = metadata.getIntOpaque(descriptor + CpuDescriptor.STATE_OFFSET) == state
                    && (!prepared || places[cpu].isDescribed());
            if (!same) {
                places[cpu].describeAgain(state);
                healed++;
            }
        }
        if (healed > 0) {
            allocateAgain();
        }
        return healed;
    }

    /**
     * Returns the file's geometry; an adopted file keeps its own. It gives the number of sub-buffers with which a CPU's
     * first ring begins: {@link #sizes} has that of its ring.
     */
    public Geometry geometry() {
        return header.geometry();
    }

    /** Returns the file's path. */
    public Path path() {
        return path;
    }

    /** Returns the file's inode, by which the kernel lists the processes that have mapped it; 0 if unavailable. */
    public long inode() {
        try {
            return Files.getAttribute(path, "unix:ino") instanceof Long inode ? inode : 0;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return 0;
        }
    }

    /** Returns the boot to which the file's times belong. */
    public UUID bootId() {
        return header.bootId();
    }

    /** Returns when the file was created, CLOCK_REALTIME in ns; no two files in a directory have the same time. */
    public long created() {
        return header.created();
    }

    /** Returns whether the file existed before. */
    public boolean adopted() {
        return adopted;
    }

    /** Returns everything before the first region, with the offsets of {@link Geometry}. */
    public UnsafeBuffer metadata() {
        return metadata;
    }

    /** Allocates storage for a part of the metadata; call it before the part is first used. */
    public void allocate(int metadataOffset, int length) throws BufferFileException {
        mapper.allocate(metadataOffset, length);
        intents.onAllocated(metadataOffset, length);
    }

    /**
     * Allocates, initialises and maps a CPU's region, then stores its descriptor with release. A region that was
     * prepared before is left unchanged: it may have writers. For the conductor's thread.
     */
    public ReaderRing prepare(int cpu) throws BufferFileException {
        ReaderRing prepared = rings.get(cpu);
        if (prepared != null) {
            return prepared;
        }
        RingPlace place = places[cpu].current();
        mapper.allocateNew(place.offset(), place.length());
        ReaderRing ring = map(cpu, place);
        // Otherwise there were writers in it: some process changed the descriptor while no daemon was running.
        if (!adopted || ring.reserveAcquire() == 0) {
            ring.initialise();
        }
        rings.add(ring);
        places[cpu].describe(CpuDescriptor.PREPARED, metadata.getLong(HeaderDescriptor.EPOCH_OFFSET));
        return ring;
    }

    /** Returns the sizes of a CPU's ring, or of the ring that it will begin with. For the conductor's thread. */
    public RingGeometry sizes(int cpu) {
        return places[cpu].current().sizes();
    }

    /** Returns the sizes of the rings, those of the ring that was replaced last if they differ. For any thread. */
    public RingGeometry sizes() {
        return rings.latestSizes(header.geometry().ring());
    }

    /** Checks that there is room for another ring of each of some CPUs beside the present ones. */
    public void requireRoom(int cpus, RingGeometry sizes) throws BufferFileException {
        mapper.requireRoom((long) cpus * sizes.regionLength(), FileMapper.ROOM_LEFT);
    }

    /**
     * Makes a ring of another size for a CPU that has one, and describes it as the next one. For the conductor's
     * thread.
     *
     * @throws BufferFileException if there is no room; nothing has changed then
     */
    public void prepareNext(int cpu, RingGeometry sizes) throws BufferFileException {
        RingPlace place = RingPlace.from(
                CpuPlaces.end(places, length), places[cpu].current().ringsBefore() + 1, sizes);
        mapper.lengthen(place.end());
        mapper.allocateNew(place.offset(), place.length());
        map(cpu, place).initialise();
        places[cpu].next(place);
        length = Math.max(length, place.end());
    }

    /** Returns the length that the file must keep, in bytes. For any thread. */
    public long length() {
        return length;
    }

    /** Gives up a CPU's next ring, to which nothing was written. For the conductor's thread. */
    public void withdraw(int cpu) {
        RingPlace next = places[cpu].other();
        if (next != null && places[cpu].hasNext()) {
            places[cpu].alone(places[cpu].past());
            mapper.free(next.offset(), next.length());
            // Its place is free for the next attempt, as it is after a restart.
            length = CpuPlaces.end(places, header.geometry().fileLength());
        }
    }

    /**
     * Closes a CPU's ring: from now on writers use the next one, which every client has mapped. The closed one stays
     * for its readers. For the conductor's thread.
     */
    public void turn(int cpu) throws BufferFileException {
        RingPlace next = places[cpu].other();
        ReaderRing ring = rings.get(cpu);
        if (ring == null || next == null || !places[cpu].hasNext()) {
            throw new IllegalStateException("CPU " + cpu + " has no next ring");
        }
        mapper.allocate(next.offset(), next.length());
        turn(cpu, ring, map(cpu, next));
    }

    private void turn(int cpu, ReaderRing ring, ReaderRing next) {
        ring.closeFor(next);
        places[cpu].turn();
        rings.set(next);
    }

    /**
     * Frees the ring that a CPU's ring has replaced, unless a reader or writer still uses it. Its words remain: a thread
     * that has slept since before it was closed reads them, and finds that it is. For the conductor's thread.
     *
     * @param waited whether its writers have had enough time
     * @return whether there is no such ring any more
     */
    public boolean releaseFormer(int cpu, boolean waited) {
        ReaderRing ring = rings.get(cpu);
        RingPlace former = places[cpu].other();
        if (ring == null || former == null || !places[cpu].hasFormer()) {
            return true;
        }
        List<Long> counts = ring.forgetFormer(waited);
        if (counts != null) {
            places[cpu].alone(counts);
            mapper.free(former.offset() + former.wordsLength(), former.length() - former.wordsLength());
        }
        return counts != null;
    }

    /** Returns the ring that an intent's word denotes, if it is in use; null otherwise. */
    @Nullable
    ReaderRing ringOfWord(int word) {
        ReaderRing ring = ring(ThreadSlotDescriptor.cpu(word));
        while (ring != null && ring.word() != word) {
            ring = ring.former();
        }
        return ring;
    }

    private ReaderRing map(int cpu, RingPlace place) throws BufferFileException {
        RingGeometry sizes = place.sizes();
        return new ReaderRing(
                cpu,
                place.ringsBefore(),
                mapper.map(place.offset(), place.length()),
                sizes,
                header.geometry().mode(),
                intents,
                System::nanoTime);
    }

    /**
     * Returns a CPU's ring, whenever it was prepared; null if the CPU has never been online. Any thread may call this.
     */
    public @Nullable ReaderRing ring(int cpu) {
        return rings.get(cpu);
    }

    /** Returns the rings of all CPUs. */
    public CpuRings rings() {
        return rings;
    }

    /** Returns whether a CPU's mask bit is set. */
    public boolean online(int cpu) {
        return (metadata.getLongAcquire(HeaderDescriptor.onlineWordOffset(cpu)) & HeaderDescriptor.maskBit(cpu)) != 0;
    }

    /** Returns the number of events of all clients for which there was no ring at all, or no grant. */
    public long unplaced() {
        return sumOverClients(ClientDescriptor.UNPLACED_OFFSET);
    }

    /** Returns how many times any client saw a mask bit without its ring. */
    public long noRing() {
        return sumOverClients(ClientDescriptor.NO_RING_OFFSET);
    }

    private long sumOverClients(int counterOffset) {
        long sum = 0;
        for (int client = 0; client < header.geometry().clients(); client++) {
            sum += metadata.getLongAcquire(header.geometry().clientOffset(client) + counterOffset);
        }
        return sum;
    }

    /** Unmaps everything; the file remains. No reader may be open. */
    @Override
    public void close() {
        mapper.close();
    }

    private static long realTimeNs() {
        return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()) + System.nanoTime() % 1_000_000;
    }
}
