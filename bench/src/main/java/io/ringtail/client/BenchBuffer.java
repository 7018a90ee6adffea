package io.ringtail.client;

import io.ringtail.cli.ScratchDirectory;
import io.ringtail.client.conductor.Registration;
import io.ringtail.client.cpu.CpuId;
import io.ringtail.client.ring.Attachment;
import io.ringtail.client.ring.RingTable;
import io.ringtail.client.ring.ThreadSlots;
import io.ringtail.client.ring.WriterRing;
import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.buffer.BufferFileException;
import io.ringtail.proto.event.EventSchema;
import io.ringtail.proto.event.FieldType;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.HeaderDescriptor;
import io.ringtail.proto.layout.RingGeometry;
import io.ringtail.proto.memory.MappedRegion;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A buffer file with this process attached to it and all CPUs online, as a daemon would have made it. */
final class BenchBuffer implements AutoCloseable {
    /** The number of available CPUs. */
    static final int CPUS = Runtime.getRuntime().availableProcessors();

    private static final RingGeometry USUAL = new RingGeometry(1 << 16, 64);
    private static final int SLOTS = 12_000;

    private final ScratchDirectory scratch;
    private final Path path;
    private final BufferFile file;
    private final Attachment attachment;
    private final Threads threads = new Threads();
    private int nextId = 32;

    BenchBuffer() throws IOException, BufferFileException {
        this(CPUS, USUAL);
    }

    /** Creates a buffer for the given number of possible CPUs, of which the available ones are online. */
    BenchBuffer(int possible, RingGeometry ring) throws IOException, BufferFileException {
        scratch = ScratchDirectory.make("ringtail-bench");
        path = scratch.path().resolve("buffer");
        file = BufferFile.open(path, Geometry.of(BufferMode.OVERWRITE, possible, ring));
        Geometry sizes = file.geometry();
        file.allocate(sizes.threadSlotsOffset(), sizes.threadSlotOffset(SLOTS) - sizes.threadSlotsOffset());
        RingTable rings = new RingTable(possible);
        MappedRegion metadata;
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            metadata = new MappedRegion(channel.map(FileChannel.MapMode.READ_WRITE, 0, sizes.metadataLength()));
            for (int cpu = 0; cpu < CPUS; cpu++) {
                file.prepare(cpu);
                MappedRegion region = new MappedRegion(channel.map(
                        FileChannel.MapMode.READ_WRITE,
                        sizes.regionOffset(cpu),
                        sizes.ring().regionLength()));
                rings.put(cpu, new WriterRing(cpu, region, sizes.ring(), sizes.mode()));
                metadata.getAndBitwiseOrLong(HeaderDescriptor.onlineWordOffset(cpu), HeaderDescriptor.maskBit(cpu));
            }
        }
        ThreadSlots slots = new ThreadSlots(metadata, sizes, true, () -> {}, (slot, tid, id, name) -> {});
        slots.grant(0, SLOTS);
        attachment = new Attachment(metadata, sizes, rings, slots, 0, cpu -> {});
        threads.machine(Machine.find());
    }

    /** The daemon's view of the rings. */
    BufferFile file() {
        return file;
    }

    Attachment attachment() {
        return attachment;
    }

    @Nullable
    CpuId cpuId() {
        return threads.currentCpuId();
    }

    /** The event that every comparison writes: u64, s32, u64, and a text on request. */
    EventType type(String name, boolean withText, boolean enabled) {
        EventSchema.Builder schema = EventSchema.builder("bench", name)
                .field("id", FieldType.U64)
                .field("quantity", FieldType.S32)
                .field("price", FieldType.U64);
        return type((withText ? schema.field("note", FieldType.STRING) : schema).build(), enabled);
    }

    private EventType type(EventSchema schema, boolean enabled) {
        EventType type = EventType.of(schema, threads, () -> {});
        int id = nextId++;
        attachment.metadata().putIntRelease(attachment.geometry().enableOffset(id), enabled ? 1 : 0);
        Registration registration = type.registration();
        if (registration != null) {
            registration.onId(attachment, id);
        }
        return type;
    }

    /** Implements a provider whose events are enabled, or not. */
    <T> T provider(Class<T> provider, boolean enabled) {
        return new Providers(threads, schema -> type(schema, enabled)).implement(provider, null);
    }

    /** Starts a thread that writes an event, so that it has a slot, and sleeps until it is interrupted. */
    Thread startSleeper(EventType type) {
        Thread sleeper = new Thread(
                () -> {
                    type.begin().u64(0).s32(0).u64(0).commit();
                    while (!Thread.interrupted()) {
                        LockSupport.park();
                    }
                },
                "sleeper");
        sleeper.start();
        return sleeper;
    }

    @Override
    public void close() {
        scratch.close();
    }
}
