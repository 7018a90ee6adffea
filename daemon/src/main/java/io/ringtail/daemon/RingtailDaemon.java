package io.ringtail.daemon;

import io.ringtail.client.barrier.ProcessBarrier;
import io.ringtail.client.libc.LibC;
import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.buffer.BufferFileException;
import io.ringtail.daemon.control.ControlServer;
import io.ringtail.daemon.control.DaemonConductor;
import io.ringtail.daemon.control.Quotas;
import io.ringtail.daemon.control.RunDirectory;
import io.ringtail.daemon.control.RunDirectoryException;
import io.ringtail.daemon.hotplug.CpuTopology;
import io.ringtail.daemon.http.Served;
import io.ringtail.daemon.http.ServerSettings;
import io.ringtail.daemon.http.StreamServer;
import io.ringtail.daemon.life.DaemonEnd;
import io.ringtail.daemon.life.Health;
import io.ringtail.daemon.life.LoopPulses;
import io.ringtail.daemon.life.Pulse;
import io.ringtail.daemon.log.RemoteLog;
import io.ringtail.daemon.snapshot.Snapshots;
import io.ringtail.daemon.systemd.DescriptorStore;
import io.ringtail.daemon.systemd.ServiceNotifier;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.reader.EventSink;
import io.ringtail.reader.format.EventCatalog;
import io.ringtail.reader.format.EventDecoder;
import io.ringtail.reader.text.EventPrinter;
import io.ringtail.reader.text.JsonPrinter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.CompositeAgent;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;

/**
 * The daemon: all its parts, from the run directory's lock to the HTTP listener, started in order and closed in reverse
 * order. The buffer file stays.
 */
public final class RingtailDaemon implements AutoCloseable {
    private final Unwinding parts;
    private final ServiceNotifier notifier;
    private final BufferFile file;
    private final InetSocketAddress http;
    private final DaemonEnd end;

    private RingtailDaemon(
            Unwinding parts, ServiceNotifier notifier, BufferFile file, InetSocketAddress http, DaemonEnd end) {
        this.parts = parts;
        this.notifier = notifier;
        this.file = file;
        this.http = http;
        this.end = end;
    }

    /**
     * Starts a daemon, which serves once this returns. If a part cannot start, those before it are closed again.
     *
     * @param settings checked
     * @param version the daemon's version, as reported
     * @param environment says how to reach the service manager
     * @param end receives failures that the daemon cannot survive; its owner closes the daemon then
     */
    public static RingtailDaemon start(
            DaemonSettings.Values settings, String version, Map<String, String> environment, DaemonEnd end)
            throws IOException, BufferFileException, RunDirectoryException {
        Unwinding parts = new Unwinding();
        AtomicBoolean started = new AtomicBoolean();
        try {
            RingtailDaemon daemon = start(settings, version, environment, end, parts, started::get);
            started.set(true);
            return daemon;
        } catch (Throwable e) {
            end.expect();
            parts.close();
            throw e;
        }
    }

    private static RingtailDaemon start(
            DaemonSettings.Values settings,
            String version,
            Map<String, String> environment,
            DaemonEnd end,
            Unwinding parts,
            BooleanSupplier started)
            throws IOException, BufferFileException, RunDirectoryException {
        NanoClock clock = SystemNanoClock.INSTANCE;
        Health health = new Health();
        RemoteLog log = parts.add(new RemoteLog(clock::nanoTime));
        ServiceNotifier notifier = parts.add(ServiceNotifier.open(environment, end));
        RunDirectory directory = parts.add(RunDirectory.lock(settings.directory()));
        CpuTopology cpus = new CpuTopology(settings.sysfs());
        LibC libC = LibC.find();
        DescriptorStore store = new DescriptorStore(environment, libC);
        BufferHome home = parts.add(
                BufferHome.open(settings.memory(), directory.buffer(), geometry(settings, cpus), libC, store));
        BufferFile file = home.file();
        parts.add(() -> removeUnlessKept(directory, file, started.getAsBoolean()));
        ProcessBarrier barrier = ProcessBarrier.using(libC);
        DaemonConductor conductor = conductor(settings, file, cpus, barrier, clock, log);
        Snapshots snapshots = parts.add(new Snapshots(
                file,
                conductor.events(),
                conductor.cmdlines(),
                settings.snapshotDirectory(),
                settings.snapshotSpace()));
        conductor.setSnapshots(snapshots::onRequest);
        Pulse pulse = new Pulse(clock::nanoTime);
        health.addLive("conductor", pulse::problem);
        Watchdog watchdog = new Watchdog(notifier, health, clock);
        DirectoryWatch watch = new DirectoryWatch(directory, home.length(), clock, end);
        end.explainFaults(watch::damage);
        health.addReady("buffer", watch::problem);
        health.addReady("rings", new OnlineRings(file)::problem);
        Agent agents = new CompositeAgent(new BeatingAgent(conductor, pulse), watchdog, watch, new RemoteLogFlush(log));
        ConductorErrors errors = new ConductorErrors(end, clock::nanoTime);
        health.addReady("conductor-errors", errors::problem);
        parts.add(running(new ConductorIdle(conductor, watchdog), errors, agents, end));
        ControlServer control = parts.add(ControlServer.bind(directory, conductor, home.descriptor(), end, log));
        health.addLive("control", new LoopPulses(control.loops(), clock::nanoTime)::problem);
        health.addReady("control-socket", control::problem);
        EventCatalog catalog = RegisteredFormats.of(conductor.events());
        Served served = new Served(
                file,
                new RegisteredEvents(conductor.events()),
                new SavedNames(conductor.cmdlines()),
                conductor::clients,
                conductor::cpu,
                conductor::handshakes,
                lines -> decoder(conductor, catalog, new EventPrinter(lines)),
                lines -> decoder(conductor, catalog, new JsonPrinter(lines)),
                snapshots,
                health,
                clock::nanoTime,
                hostName(),
                version);
        StreamServer server = parts.add(StreamServer.start(serverSettings(settings), served, end, log));
        health.addLive("http", new LoopPulses(server.loops(), clock::nanoTime)::problem);
        health.addReady("http-listener", server::problem);
        parts.add(AddressFile.write(directory, server.address()));
        notifier.ready();
        return new RingtailDaemon(parts, notifier, file, server.address(), end);
    }

    /** Removes a buffer that no daemon has served, which is useless to the next one. */
    private static void removeUnlessKept(RunDirectory directory, BufferFile file, boolean started) throws IOException {
        if (!started && !file.adopted() && file.path().equals(directory.buffer())) {
            Files.deleteIfExists(file.path());
        }
    }

    private static DaemonConductor conductor(
            DaemonSettings.Values settings,
            BufferFile file,
            CpuTopology cpus,
            ProcessBarrier barrier,
            NanoClock clock,
            RemoteLog log)
            throws IOException {
        RingCare care = new RingCare(file, settings.losslessTimeoutNs(), log);
        return new DaemonConductor(file, cpus, barrier, care, quotas(settings), clock, log);
    }

    private static Quotas quotas(DaemonSettings.Values settings) throws IOException {
        int uid = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        return new Quotas(settings.processRecords(), settings.processShare(), settings.userShare(), uid);
    }

    private static Geometry geometry(DaemonSettings.Values settings, CpuTopology cpus) throws BufferFileException {
        int possible = cpus.possible().length();
        if (possible > Geometry.MAX_CPUS) {
            throw new BufferFileException("this machine numbers its CPUs up to " + (possible - 1) + ", Ringtail up to "
                    + (Geometry.MAX_CPUS - 1)
                    + ": give --sysfs a directory whose devices/system/cpu/possible has fewer");
        }
        return Geometry.of(settings.mode(), possible, settings.ring());
    }

    private static AgentRunner running(IdleStrategy idle, ErrorHandler errors, Agent agent, DaemonEnd end) {
        AgentRunner runner = new AgentRunner(idle, errors, null, agent);
        AgentRunner.startOnThread(runner, end.needed("conductor", Thread::new));
        return runner;
    }

    /** Limits the direct memory of all receivers to three quarters of this JVM's. */
    private static ServerSettings serverSettings(DaemonSettings.Values settings) {
        ServerSettings usual = ServerSettings.of(settings.http());
        long most = Runtime.getRuntime().maxMemory() / 4 * 3;
        return new ServerSettings(
                usual.address(),
                usual.threads(),
                usual.maxConnections(),
                usual.maxSessions(),
                usual.requestTimeoutMs(),
                Math.min(usual.directMemory(), most));
    }

    private static EventDecoder decoder(DaemonConductor conductor, EventCatalog catalog, EventSink lines) {
        return new EventDecoder(catalog, conductor.cmdlines()::lookup, conductor.cmdlines()::pid, lines);
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "localhost";
        }
    }

    /** The HTTP address as {@code host:port}. */
    public String http() {
        return AddressFile.text(http);
    }

    /** The buffer file being served. */
    public BufferFile file() {
        return file;
    }

    /** Stops serving; clients continue to write into the file for the next daemon. */
    @Override
    public void close() {
        end.expect();
        notifier.stopping();
        parts.close();
    }
}
