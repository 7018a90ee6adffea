package io.ringtail.system;

import io.ringtail.proto.layout.ClientDescriptor;
import io.ringtail.proto.layout.ControlRingDescriptor;
import io.ringtail.proto.layout.CpuDescriptor;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.HeaderDescriptor;
import io.ringtail.proto.layout.RingDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.memory.MappedRegion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A buffer file's epoch, clients and CPUs, seen by a process that writes only one word. */
final class BufferView {
    private final MappedRegion metadata;
    private final Geometry geometry;
    private final Path path;

    private BufferView(Path path, MappedRegion metadata, Geometry geometry) {
        this.path = path;
        this.metadata = metadata;
        this.geometry = geometry;
    }

    static BufferView of(Path buffer) throws IOException {
        try (FileChannel channel = FileChannel.open(buffer, StandardOpenOption.READ)) {
            ByteBuffer header = channel.map(MapMode.READ_ONLY, 0, HeaderDescriptor.HEADER_LENGTH);
            Geometry geometry = Geometry.inHeader(header.order(ByteOrder.LITTLE_ENDIAN));
            return new BufferView(
                    buffer, new MappedRegion(channel.map(MapMode.READ_ONLY, 0, geometry.metadataLength())), geometry);
        }
    }

    Geometry geometry() {
        return geometry;
    }

    long epoch() {
        return metadata.getLongAcquire(HeaderDescriptor.EPOCH_OFFSET);
    }

    /** The CPUs whose mask bit is set. */
    BitSet online() {
        long[] words = new long[HeaderDescriptor.MASK_LENGTH / Long.BYTES];
        for (int i = 0; i < words.length; i++) {
            words[i] = metadata.getLongAcquire(HeaderDescriptor.ONLINE_MASK_OFFSET + i * Long.BYTES);
        }
        return BitSet.valueOf(words);
    }

    /** The number of bytes written into the control ring so far. */
    long announced() {
        return metadata.getLongAcquire(geometry.controlRingOffset() + ControlRingDescriptor.TAIL_OFFSET);
    }

    /** The CPUs that have a ring, online or not. */
    BitSet prepared() {
        BitSet prepared = new BitSet();
        for (int cpu = 0; cpu < geometry.possibleCpus(); cpu++) {
            int state = metadata.getIntAcquire(geometry.cpuOffset(cpu) + CpuDescriptor.STATE_OFFSET);
            prepared.set(cpu, state == CpuDescriptor.PREPARED);
        }
        return prepared;
    }

    /** The word that every writer to a CPU's ring advances; the CPU must have been online. */
    long reserved(int cpu) throws IOException {
        ByteBuffer word = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.read(word, geometry.regionOffset(cpu) + RingDescriptor.RESERVE_OFFSET);
        }
        return word.getLong(0);
    }

    /** The most bytes ever reserved in any one ring. */
    long mostWritten() throws IOException {
        long most = 0;
        for (int cpu = 0; cpu < geometry.possibleCpus(); cpu++) {
            most = Math.max(most, RingGeometry.position(reserved(cpu)) * RingGeometry.UNIT);
        }
        return most;
    }

    /** The processes that hold a record, each with the epoch it has acknowledged in its record's generation. */
    Map<Integer, Long> acknowledged() {
        Map<Integer, Long> epochs = new TreeMap<>();
        for (int client = 0; client < geometry.clients(); client++) {
            int record = geometry.clientOffset(client);
            if (metadata.getIntAcquire(record + ClientDescriptor.STATE_OFFSET) == ClientDescriptor.IN_USE) {
                long acknowledged = metadata.getLongAcquire(record + ClientDescriptor.ACKNOWLEDGED_OFFSET);
                int generation = metadata.getInt(record + ClientDescriptor.GENERATION_OFFSET);
                epochs.put(
                        metadata.getInt(record + ClientDescriptor.PID_OFFSET),
                        acknowledged >>> 32 == generation ? acknowledged & 0xffff_ffffL : 0);
            }
        }
        return epochs;
    }

    /** Whether a process has announced that it has mapped the rings of all possible CPUs. */
    boolean hasMappedAhead(int pid) {
        int record = record(pid);
        return record >= 0
                && metadata.getIntAcquire(record + ClientDescriptor.MAPPED_AHEAD_OFFSET)
                        == metadata.getInt(record + ClientDescriptor.GENERATION_OFFSET);
    }

    /** Resets a process's record to that of a process that could not map ahead. */
    void takeBackMappedAhead(int pid) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(Integer.BYTES), record(pid) + ClientDescriptor.MAPPED_AHEAD_OFFSET);
        }
    }

    private int record(int pid) {
        for (int client = 0; client < geometry.clients(); client++) {
            int record = geometry.clientOffset(client);
            if (metadata.getIntAcquire(record + ClientDescriptor.STATE_OFFSET) == ClientDescriptor.IN_USE
                    && metadata.getInt(record + ClientDescriptor.PID_OFFSET) == pid) {
                return record;
            }
        }
        return -1;
    }

    /** The processes that have not acknowledged the newest epoch. */
    Set<Integer> behind() {
        long epoch = epoch();
        Set<Integer> behind = new TreeSet<>();
        acknowledged().forEach((pid, acknowledged) -> {
            if (acknowledged < epoch) {
                behind.add(pid);
            }
        });
        return behind;
    }
}
