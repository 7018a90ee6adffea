package io.ringtail.client.conductor;

import io.ringtail.client.barrier.ProcessBarrier;
import io.ringtail.client.log.Log;
import io.ringtail.client.ring.Attachment;
import io.ringtail.client.ring.RingTable;
import io.ringtail.client.ring.ThreadSlots;
import io.ringtail.client.ring.WriterRing;
import io.ringtail.proto.control.ResumeToken;
import io.ringtail.proto.control.Slots;
import io.ringtail.proto.control.Welcome;
import io.ringtail.proto.layout.ClientDescriptor;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.HeaderDescriptor;
import io.ringtail.proto.memory.MappedRegion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * One grant in one buffer file: the file's mappings, and the acknowledgements in this client's record.
 *
 * <p>Mappings last as long as anything refers to them: writers may use an attachment after it has been replaced.
 */
final class AttachedFile implements AutoCloseable {
    private static final Logger LOG = Log.of(AttachedFile.class);

    private static final int MOST_ATTEMPTS = 100;

    private final Welcome welcome;
    private final Path controlSocket;
    private FileChannel channel;
    private final Geometry geometry;
    private final MappedRegion metadata;
    private final RingTable rings;
    private final Attachment attachment;
    private final Signals signals;
    private final ResumeToken token;
    private final PreparedCpus prepared;
    private final SlotSweep sweep;
    private final BitSet refused = new BitSet();
    /** The places of the rings in the table, and of their successors. */
    private final @Nullable RegionPlace[] places;

    private final @Nullable RegionPlace[] nextPlaces;
    private final @Nullable WriterRing[] next;
    /** The end of what is mapped. */
    private long end;

    private AttachedFile(Welcome welcome, Path controlSocket, FileChannel channel, Geometry geometry, Signals signals)
            throws IOException {
        this.welcome = welcome;
        this.controlSocket = controlSocket;
        this.channel = channel;
        this.geometry = geometry;
        this.signals = signals;
        this.token = welcome.token();
        this.metadata = new MappedRegion(channel.map(MapMode.READ_WRITE, 0, geometry.metadataLength()));
        this.rings = new RingTable(geometry.possibleCpus());
        this.places = new RegionPlace[geometry.possibleCpus()];
        this.nextPlaces = new RegionPlace[geometry.possibleCpus()];
        this.next = new WriterRing[geometry.possibleCpus()];
        this.end = geometry.fileLength();
        ThreadSlots slots =
                new ThreadSlots(metadata, geometry, welcome.ownIds(), signals::onShortage, signals::onThread);
        this.attachment = new Attachment(metadata, geometry, rings, slots, welcome.client(), signals::onMissingCpu);
        this.prepared = new PreparedCpus(metadata, geometry, this::map);
        this.sweep = new SlotSweep(slots, signals);
    }

    /**
     * Maps the file of a grant, after checking that it is the intended file, and enters the record.
     *
     * @param welcome the grant with its first slots
     * @throws AttachException if it is a different file, cannot be opened, or the daemon has revoked the grant
     * @throws ClosedByInterruptException if this thread was interrupted: the caller must retry
     */
    static AttachedFile open(Welcome welcome, Path controlSocket, Signals signals)
            throws AttachException, ClosedByInterruptException {
        FileChannel channel = BufferChannel.open(welcome, controlSocket);
        try {
            Path path = Path.of(welcome.path());
            Geometry geometry = FileHeader.check(path, header(channel), channel.size(), welcome.created());
            checkGrant(geometry, welcome);
            AttachedFile file = new AttachedFile(welcome, controlSocket, channel, geometry, signals);
            file.grant(welcome.slots());
            file.enter();
            return file;
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException | InvalidPathException e) {
            closeQuietly(channel);
            throw new AttachException("cannot map the buffer file " + welcome.path() + " (" + e + ")");
        } catch (AttachException e) {
            closeQuietly(channel);
            throw e;
        }
    }

    /**
     * Enters the record before anything is published: from then on only this process itself, or its death, releases the
     * record.
     */
    private void enter() throws AttachException {
        long entered = ClientDescriptor.tenure(token.generation(), ClientDescriptor.ENTERED);
        int offset = record() + ClientDescriptor.TENURE_OFFSET;
        boolean mine = metadata.compareAndSetLong(
                        offset, ClientDescriptor.tenure(token.generation(), ClientDescriptor.GRANTED), entered)
                || metadata.getLongAcquire(offset) == entered;
        if (!mine) {
            throw new AttachException("the daemon has revoked client record " + token.client());
        }
    }

    private static ByteBuffer header(FileChannel channel) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HeaderDescriptor.HEADER_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        int read;
        do {
            read = channel.read(header, header.position());
        } while (read > 0 && header.hasRemaining());
        return header.flip();
    }

    private static void checkGrant(Geometry geometry, Welcome welcome) throws AttachException {
        if (welcome.client() >= geometry.clients() || !hasSlots(geometry, welcome.slots())) {
            throw new AttachException(
                    "the daemon granted a record or slots that " + welcome.path() + " does not have: " + welcome);
        }
    }

    private static boolean hasSlots(Geometry geometry, Slots slots) {
        return slots.count() <= geometry.threadSlots() - slots.first();
    }

    Attachment attachment() {
        return attachment;
    }

    Signals signals() {
        return signals;
    }

    SlotSweep sweep() {
        return sweep;
    }

    /** Returns the token by which the same process resumes its record. */
    ResumeToken token() {
        return token;
    }

    /** Stores, as the last access, that no thread of this process writes with this grant any more. */
    void leave() {
        metadata.putLongRelease(
                record() + ClientDescriptor.TENURE_OFFSET,
                ClientDescriptor.tenure(token.generation(), ClientDescriptor.LEFT));
    }

    /** Hands slots to the writers; returns false if the file has no such slots. */
    boolean grant(Slots slots) {
        boolean valid = hasSlots(geometry, slots);
        if (valid && slots.count() > 0) {
            attachment.slots().grant(slots.first(), slots.count());
        }
        return valid;
    }

    /** Returns whether a CPU's mask bit is set. */
    boolean isOnline(int cpu) {
        return (metadata.getLongOpaque(HeaderDescriptor.onlineWordOffset(cpu)) & HeaderDescriptor.maskBit(cpu)) != 0;
    }

    /** Maps every prepared CPU, online or not, then acknowledges the epoch. */
    void catchUp(ProcessBarrier barrier) {
        acknowledge(prepared.mapAll(), barrier);
    }

    /**
     * Maps the CPUs that the control ring names, which are all that {@link #catchUp} would map, then acknowledges the
     * epoch.
     */
    void onDoorbell(ProcessBarrier barrier) {
        acknowledge(prepared.mapNamed(), barrier);
    }

    /**
     * Maps the rings of all possible CPUs, prepared or not, and records that: from then on this process needs only the
     * daemon's barrier when a CPU comes online. If one cannot be mapped, each is mapped when it is prepared, as without
     * this call.
     */
    void mapAhead(ProcessBarrier barrier) {
        try {
            for (int cpu = 0; cpu < geometry.possibleCpus(); cpu++) {
                if (refused.get(cpu)) {
                    // Its first ring may have been replaced long ago.
                    return;
                } else if (rings.get(cpu) == null) {
                    mapRing(RegionPlace.first(geometry, cpu));
                }
            }
        } catch (IOException e) {
            LOG.debug("cannot map all rings ahead, so each is mapped when its CPU comes online: {}", e.toString());
            return;
        }
        barrier.acrossThisProcess();
        storeRefusals();
        metadata.putIntRelease(record() + ClientDescriptor.MAPPED_AHEAD_OFFSET, token.generation());
    }

    /**
     * Acknowledges an epoch. After the barrier, each thread of this process that sees a CPU's mask bit also sees its
     * ring; then a refusal is withdrawn.
     */
    private void acknowledge(long epoch, ProcessBarrier barrier) {
        barrier.acrossThisProcess();
        storeRefusals();
        metadata.putLongRelease(
                record() + ClientDescriptor.ACKNOWLEDGED_OFFSET,
                ClientDescriptor.acknowledgement(token.generation(), epoch));
    }

    /**
     * Maps a prepared CPU, unless it is mapped already; returns false, and reports the refusal to the daemon, if that
     * fails.
     */
    private boolean map(int cpu) {
        try {
            RegionPlace.Both found = RegionPlace.read(metadata, geometry, cpu);
            if (!found.current().equals(places[cpu])) {
                mapRing(found.current());
            }
            RegionPlace wanted = found.next();
            if (wanted != null && !wanted.equals(nextPlaces[cpu])) {
                mapNext(wanted);
            }
            refused.clear(cpu);
            return true;
        } catch (IOException | IllegalArgumentException e) {
            if (!refused.get(cpu)) {
                LOG.warn("cannot map the ring of CPU {} ({}): its events go to other CPUs' rings", cpu, e.toString());
            }
            refused.set(cpu);
            return false;
        }
    }

    /** Publishes the ring at a place, which is mapped by now if it was the next one. */
    private void mapRing(RegionPlace place) throws IOException {
        int cpu = place.cpu();
        WriterRing mapped = place.equals(nextPlaces[cpu]) ? next[cpu] : null;
        rings.put(cpu, mapped == null ? ring(place) : mapped);
        places[cpu] = place;
        nextPlaces[cpu] = null;
        next[cpu] = null;
    }

    /** Maps the ring to which a CPU's writers go once the daemon has closed the current one. */
    private void mapNext(RegionPlace place) throws IOException {
        WriterRing current = rings.get(place.cpu());
        if (current != null) {
            WriterRing ring = ring(place);
            current.succeed(ring);
            next[place.cpu()] = ring;
            nextPlaces[place.cpu()] = place;
        }
    }

    private WriterRing ring(RegionPlace place) throws IOException {
        MappedRegion region = new MappedRegion(map(place.offset(), place.sizes().regionLength()));
        return new WriterRing(place.cpu(), place.ringsBefore(), region, place.sizes(), geometry.mode());
    }

    /** Maps a part of the file. An interrupt closes the channel, so the file is reopened, if it is still the same. */
    private ByteBuffer map(long offset, long length) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                if (!channel.isOpen()) {
                    channel = reopened();
                }
                if (offset + length > channel.size()) {
                    throw new IOException("the file ends before " + (offset + length));
                }
                end = Math.max(end, offset + length);
                return channel.map(MapMode.READ_WRITE, offset, length);
            } catch (ClosedByInterruptException e) {
                Thread.interrupted();
                if (attempt == MOST_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private FileChannel reopened() throws IOException {
        FileChannel opened = null;
        try {
            opened = BufferChannel.open(welcome, controlSocket);
            FileHeader.check(Path.of(welcome.path()), header(opened), opened.size(), token.created());
            return opened;
        } catch (AttachException e) {
            closeQuietly(opened);
            throw new IOException(e.getMessage(), e);
        } catch (IOException e) {
            closeQuietly(opened);
            throw e;
        }
    }

    private void storeRefusals() {
        for (int cpu = 0; cpu < geometry.possibleCpus(); cpu += Long.SIZE) {
            long[] words = refused.get(cpu, cpu + Long.SIZE).toLongArray();
            int offset = record() + ClientDescriptor.refusedWordOffset(cpu);
            metadata.putLongRelease(offset, words.length == 0 ? 0 : words[0]);
        }
    }

    private int record() {
        return geometry.clientOffset(token.client());
    }

    /** Returns whether another process has truncated the file, so that accesses to the mappings fault. */
    boolean isCutShort() {
        try {
            return channel.size() < end;
        } catch (IOException unknown) {
            return false;
        }
    }

    /** Closes the file; mappings remain. */
    @Override
    public void close() {
        closeQuietly(channel);
    }

    private static void closeQuietly(@Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException ignored) {
            // All writes went through mappings.
        }
    }
}
