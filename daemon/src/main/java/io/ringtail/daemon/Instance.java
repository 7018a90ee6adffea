package io.ringtail.daemon;

import io.ringtail.client.barrier.ProcessBarrier;
import io.ringtail.client.libc.LibC;
import io.ringtail.daemon.access.AccountNames;
import io.ringtail.daemon.access.Audit;
import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.buffer.BufferFileException;
import io.ringtail.daemon.control.DaemonConductor;
import io.ringtail.daemon.control.EventPolicy;
import io.ringtail.daemon.control.Quotas;
import io.ringtail.daemon.control.RunDirectory;
import io.ringtail.daemon.feed.FeedSource;
import io.ringtail.daemon.files.FilesInUse;
import io.ringtail.daemon.hotplug.CpuTopology;
import io.ringtail.daemon.http.Served;
import io.ringtail.daemon.http.ServedInstances;
import io.ringtail.daemon.life.DaemonEnd;
import io.ringtail.daemon.life.Health;
import io.ringtail.daemon.log.RemoteLog;
import io.ringtail.daemon.snapshot.ClientSnapshots;
import io.ringtail.daemon.snapshot.Snapshots;
import io.ringtail.daemon.systemd.DescriptorStore;
import io.ringtail.daemon.tls.ServerTls;
import io.ringtail.daemon.trigger.Triggers;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.reader.EventSink;
import io.ringtail.reader.format.EventCatalog;
import io.ringtail.reader.format.EventDecoder;
import io.ringtail.reader.text.EventPrinter;
import io.ringtail.reader.text.JsonPrinter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * One buffer and the parts that serve it: its file, its clients' conductor, the care of its rings, its snapshots. The
 * daemon's own buffer is one, and so is the buffer of each of its {@link Instances}.
 *
 * @param home the memory that holds the buffer
 * @param conductor of the buffer's clients, events and CPUs
 * @param snapshots of the buffer
 * @param care of its rings
 * @param quotas of its clients
 */
record Instance(BufferHome home, DaemonConductor conductor, Snapshots snapshots, RingCare care, Quotas quotas) {
    /**
     * Creates or adopts a buffer, and adds everything that must be closed to the parts.
     *
     * @param started whether the daemon has served by now
     * @param policy of new event types
     */
    static Instance open(
            DaemonSettings.Values settings,
            RunDirectory directory,
            Map<String, String> environment,
            NanoClock clock,
            RemoteLog log,
            Unwinding parts,
            BooleanSupplier started,
            EventPolicy policy)
            throws IOException, BufferFileException {
        CpuTopology cpus = new CpuTopology(settings.sysfs());
        // As for its files: java.lang.foreign would take longer to start, and no call here is made often.
        LibC libC = LibC.viaJna();
        DescriptorStore store = new DescriptorStore(environment, libC);
        BufferHome home = parts.add(
                BufferHome.open(settings.memory(), directory.buffer(), geometry(settings, cpus), libC, store));
        BufferFile file = home.file();
        parts.add(() -> removeUnlessKept(directory, file, started.getAsBoolean()));
        RingCare care = new RingCare(file, settings.losslessTimeoutNs(), log);
        Quotas quotas = new Quotas(limits(settings), (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        DaemonConductor conductor =
                new DaemonConductor(file, cpus, ProcessBarrier.using(libC), care, quotas, clock, log, policy);
        Snapshots snapshots = parts.add(new Snapshots(
                file,
                conductor.events(),
                conductor.cmdlines(),
                settings.snapshotDirectory(),
                settings.snapshotSpace()));
        conductor.setSnapshots(new ClientSnapshots(snapshots, AccountNames.users(), new Audit(log)));
        return new Instance(home, conductor, snapshots, care, quotas);
    }

    BufferFile file() {
        return home.file();
    }

    /** The instance's triggers; the end receives failures that concern more than them. */
    Triggers triggers(NanoClock clock, DaemonEnd end) {
        EventCatalog catalog = RegisteredFormats.of(conductor.events());
        RegisteredEvents events = new RegisteredEvents(conductor.events());
        FeedSource feeds = new FeedSource(
                file(),
                events::event,
                new SavedNames(conductor.cmdlines()),
                sink -> decoder(catalog, sink),
                clock::nanoTime,
                hostName());
        return new Triggers(feeds, events, snapshots, end);
    }

    /**
     * The instance as the HTTP server sees it.
     *
     * @param resize replaces the rings by rings of so many sub-buffers
     * @param tls null for plain HTTP
     * @param credentials whether their files are in use as they are now
     * @param insecure whether other machines can reach it without TLS or without authentication
     */
    Served served(
            Health health,
            Triggers triggers,
            ServedInstances instances,
            IntFunction<CompletableFuture<String>> resize,
            @Nullable ServerTls tls,
            Supplier<List<FilesInUse>> credentials,
            BooleanSupplier insecure,
            NanoClock clock,
            String version) {
        EventCatalog catalog = RegisteredFormats.of(conductor.events());
        return new Served(
                file(),
                new RegisteredEvents(conductor.events()),
                new SavedNames(conductor.cmdlines()),
                conductor::clients,
                conductor::quotaUses,
                conductor::cpu,
                conductor::handshakes,
                conductor::handshakeTimes,
                lines -> decoder(catalog, new EventPrinter(lines)),
                lines -> decoder(catalog, new JsonPrinter(lines)),
                sink -> decoder(catalog, sink),
                snapshots,
                triggers,
                resize,
                instances,
                health,
                tls,
                credentials,
                insecure,
                clock::nanoTime,
                hostName(),
                version);
    }

    private EventDecoder decoder(EventCatalog catalog, EventSink sink) {
        return new EventDecoder(catalog, conductor.cmdlines()::lookup, conductor.cmdlines()::pid, sink);
    }

    /** Removes a buffer that no daemon has served, which is useless to the next one. */
    private static void removeUnlessKept(RunDirectory directory, BufferFile file, boolean started) throws IOException {
        if (!started && !file.adopted() && file.path().equals(directory.buffer())) {
            Files.deleteIfExists(file.path());
        }
    }

    /** Applies those settings of a running instance that can be changed. */
    void apply(DaemonSettings.Values settings) {
        quotas.set(limits(settings));
        care.setLosslessTimeout(settings.losslessTimeoutNs());
        snapshots.use(settings.snapshotDirectory(), settings.snapshotSpace());
    }

    private static Quotas.Limits limits(DaemonSettings.Values settings) {
        return new Quotas.Limits(settings.processRecords(), settings.processShare(), settings.userShare());
    }

    private static Geometry geometry(DaemonSettings.Values settings, CpuTopology cpus) throws BufferFileException {
        int possible = cpus.possible().length();
        if (possible > Geometry.MAX_CPUS) {
            throw new BufferFileException(
                    "this machine has CPU numbers up to " + (possible - 1) + ", but Ringtail supports only "
                            + (Geometry.MAX_CPUS - 1)
                            + ": give --sysfs a directory whose devices/system/cpu/possible has fewer");
        }
        return Geometry.of(settings.mode(), possible, settings.ring());
    }

    private static String hostName() {
        try {
            return NodeName.own();
        } catch (IOException nameless) {
            return "localhost";
        }
    }
}
