package io.ringtail.daemon;

import io.netty.util.internal.PlatformDependent;
import io.ringtail.daemon.access.Access;
import io.ringtail.daemon.access.AccountNames;
import io.ringtail.daemon.access.Exposure;
import io.ringtail.daemon.access.LocalUsers;
import io.ringtail.daemon.access.Role;
import io.ringtail.daemon.access.RoleGroups;
import io.ringtail.daemon.agent.AgentServer;
import io.ringtail.daemon.agent.AgentSettings;
import io.ringtail.daemon.agent.AgentSource;
import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.buffer.BufferFileException;
import io.ringtail.daemon.control.ControlServer;
import io.ringtail.daemon.control.DaemonConductor;
import io.ringtail.daemon.control.EventPolicy;
import io.ringtail.daemon.control.RunDirectory;
import io.ringtail.daemon.control.RunDirectoryException;
import io.ringtail.daemon.files.OwnFiles;
import io.ringtail.daemon.http.LocalListener;
import io.ringtail.daemon.http.Served;
import io.ringtail.daemon.http.ServerSettings;
import io.ringtail.daemon.http.StreamServer;
import io.ringtail.daemon.life.DaemonEnd;
import io.ringtail.daemon.life.Health;
import io.ringtail.daemon.life.LoopPulses;
import io.ringtail.daemon.life.Pulse;
import io.ringtail.daemon.log.RemoteLog;
import io.ringtail.daemon.systemd.ServiceNotifier;
import io.ringtail.daemon.tls.ServerTls;
import io.ringtail.daemon.trigger.Triggers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.List;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The daemon: all its parts, from the run directory's lock to the HTTP listener, started in order and closed in reverse
 * order. The buffer file stays.
 */
public final class RingtailDaemon implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RingtailDaemon.class);
    private static final long MOST_AGENT_MEMORY = 64L << 20;

    private final Unwinding parts;
    private final ServiceNotifier notifier;
    private final BufferFile file;
    private final InetSocketAddress http;
    private final boolean encrypted;
    private final @Nullable InetSocketAddress agent;
    private final Reload reload;
    private final DaemonEnd end;

    private RingtailDaemon(
            Unwinding parts,
            ServiceNotifier notifier,
            BufferFile file,
            InetSocketAddress http,
            boolean encrypted,
            @Nullable InetSocketAddress agent,
            Reload reload,
            DaemonEnd end) {
        this.parts = parts;
        this.notifier = notifier;
        this.file = file;
        this.http = http;
        this.encrypted = encrypted;
        this.agent = agent;
        this.reload = reload;
        this.end = end;
    }

    /**
     * Starts a daemon, which serves once this returns. If a part cannot start, those before it are closed again.
     *
     * @param settings checked each by itself
     * @param version the daemon's version, as reported
     * @param environment says how to reach the service manager
     * @param end receives failures that the daemon cannot survive; its owner closes the daemon then
     */
    public static RingtailDaemon start(
            DaemonSettings.Values settings, String version, Map<String, String> environment, DaemonEnd end)
            throws SettingsException, IOException, BufferFileException, RunDirectoryException {
        List<String> unknown = SettingsCheck.unknownHosts(settings);
        if (!unknown.isEmpty()) {
            throw new IOException(String.join("; ", unknown));
        }
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
            throws SettingsException, IOException, BufferFileException, RunDirectoryException {
        NanoClock clock = SystemNanoClock.INSTANCE;
        Health health = new Health();
        RemoteLog log = parts.add(new RemoteLog(clock::nanoTime));
        ServiceNotifier notifier = parts.add(ServiceNotifier.open(environment, end));
        Protection protection = Protection.open(settings.credentials());
        Exposure exposure = protection.exposure(settings);
        Protection.warn(exposure);
        RunDirectory directory = parts.add(RunDirectory.lock(settings.directory()));
        Instance instance =
                Instance.open(settings, directory, environment, clock, log, parts, started, EventPolicy.ofDaemon());
        Instances instances = new Instances(directory.path(), instance, settings);
        BufferFile file = instance.file();
        DaemonConductor conductor = instance.conductor();
        Pulse pulse = new Pulse(clock::nanoTime);
        health.addLive("conductor", pulse::problem);
        Watchdog watchdog = new Watchdog(notifier, health, clock);
        DirectoryWatch watch = new DirectoryWatch(directory, instance.home()::length, clock, end);
        end.explainFaults(watch::fault);
        health.addReady("buffer", watch::problem);
        health.addReady("rings", new OnlineRings(file)::problem);
        FileReload files = new FileReload(protection.files(), clock);
        StatusLine status = new StatusLine(notifier, health, clock);
        Agent agents = new CompositeAgent(
                new BeatingAgent(conductor, pulse), watchdog, watch, files, status, new RemoteLogFlush(log));
        ConductorErrors errors = new ConductorErrors(end, clock::nanoTime);
        health.addReady("conductor-errors", errors::problem);
        parts.add(running(new ConductorIdle(conductor, watchdog::leftNs), errors, agents, end));
        ControlServer control = parts.add(
                ControlServer.bind(directory, conductor, instance.home().descriptor(), end, log));
        health.addLive("control", new LoopPulses(control.loops(), clock::nanoTime)::problem);
        health.addReady("control-socket", control::problem);
        Triggers triggers = parts.add(instance.triggers(clock, end));
        health.addLive("triggers", triggers::problem);
        AtomicBoolean insecure = new AtomicBoolean(insecure(exposure, settings));
        ServerTls tls = protection.tls();
        Served served = instance.served(
                health, triggers, instances, conductor::resize, tls, files::uses, insecure::get, clock, version);
        Access access = new Access(protection.anonymous(settings.anonymous()), protection.checks());
        int group = (int) Files.getAttribute(directory.controlSocket(), "unix:gid");
        LocalListener local = local(directory, settings, group);
        StreamServer server = parts.add(StreamServer.start(serverSettings(settings), access, local, served, end, log));
        health.addLive("http", new LoopPulses(server.loops(), clock::nanoTime)::problem);
        health.addLive("watch", server.watch()::problem);
        health.addReady("http-listener", server::problem);
        parts.add(instances);
        instances.start(new RunningInstance.Surroundings(
                settings, server.instances(), health, end, log, clock, insecure::get, version));
        AgentSource source = new AgentSource(served.feeds(), conductor.events(), server.receivers(), server.watch());
        InetSocketAddress agent = startAgent(settings, source, health, end, log, parts);
        boolean encrypted = tls != null;
        parts.add(AddressFile.write(directory, server.address(), encrypted, agent));
        parts.add(instance.care()::leaveReaders);
        notifier.ready();
        String url = AddressFile.url(server.address(), encrypted);
        status.serve(() -> StatusLine.of(url, conductor.clients(), server.receivers()));
        Reload reload = new Reload(instance, instances, server, access, local, group, protection, files, insecure);
        return new RingtailDaemon(parts, notifier, file, server.address(), encrypted, agent, reload, end);
    }

    /** Whether other machines can reach a listener that something does not protect. */
    static boolean insecure(Exposure exposure, DaemonSettings.Values settings) {
        InetSocketAddress agent = settings.agent();
        return exposure.isOpen() || (agent != null && !isLoopback(agent));
    }

    /** A name that cannot be resolved may be any machine's. */
    private static boolean isLoopback(InetSocketAddress address) {
        return !address.isUnresolved() && address.getAddress().isLoopbackAddress();
    }

    /** The UNIX socket: open to everyone only if the groups that may use it are not the one that its mode can name. */
    static LocalListener local(RunDirectory directory, DaemonSettings.Values settings, int group) throws IOException {
        RoleGroups groups = settings.groups();
        return new LocalListener(
                directory.streamPlace(groups.isEmpty() ? OwnFiles.SHARED : OwnFiles.OPEN_SOCKET),
                new LocalUsers(
                        OwnFiles.user(), groups.of(group), settings.anonymous().granted(), AccountNames.users()));
    }

    /** Starts the agent if it has an address; returns the one with its port. */
    private static @Nullable InetSocketAddress startAgent(
            DaemonSettings.Values settings,
            AgentSource source,
            Health health,
            DaemonEnd end,
            RemoteLog log,
            Unwinding parts)
            throws IOException {
        InetSocketAddress address = settings.agent();
        if (address == null) {
            return null;
        }
        boolean mayEnable = settings.anonymous().granted().contains(Role.CONTROL);
        long memory = Math.min(MOST_AGENT_MEMORY, Runtime.getRuntime().maxMemory() / 8);
        AgentSettings limits = AgentSettings.of(address, memory, mayEnable);
        AgentServer agent = parts.add(AgentServer.start(limits, source, end, log));
        health.addLive("agent", new LoopPulses(agent.loops(), SystemNanoClock.INSTANCE::nanoTime)::problem);
        health.addReady("agent-listener", agent::problem);
        if (!address.getAddress().isLoopbackAddress()) {
            LOG.warn(
                    "--insecure: other machines can record all events{} at {} without authentication",
                    mayEnable ? ", and switch events on," : "",
                    AddressFile.text(agent.address()));
        }
        return agent.address();
    }

    static AgentRunner running(IdleStrategy idle, ErrorHandler errors, Agent agent, DaemonEnd end) {
        AgentRunner runner = new AgentRunner(idle, errors, null, agent);
        AgentRunner.startOnThread(runner, end.needed("conductor", Thread::new));
        return runner;
    }

    /** Limits the direct memory of all receivers to three quarters of this JVM's. */
    private static ServerSettings serverSettings(DaemonSettings.Values settings) {
        ServerSettings usual = ServerSettings.of(settings.http(), settings.limits());
        long most = PlatformDependent.maxDirectMemory() / 4 * 3;
        return new ServerSettings(
                usual.address(),
                usual.threads(),
                usual.maxConnections(),
                usual.maxSessions(),
                usual.requestTimeoutMs(),
                Math.min(usual.directMemory(), most),
                usual.limits());
    }

    /** The HTTP address as {@code host:port}. */
    public String http() {
        return AddressFile.text(http);
    }

    /** The URL that is served, without a path. */
    public String url() {
        return AddressFile.url(http, encrypted);
    }

    /** The address for {@code trace-cmd record -A} as {@code host:port}; null if there is none. */
    public @Nullable String agent() {
        return agent == null ? null : AddressFile.text(agent);
    }

    /** The buffer file being served. */
    public BufferFile file() {
        return file;
    }

    /**
     * Reads the settings again and applies what can be applied; one line is logged for each setting that needs a
     * restart. Faulty settings change nothing.
     *
     * @param current the settings in use
     * @return those in use afterwards
     */
    public DaemonSettings reload(DaemonSettings current, SettingsSource source) {
        notifier.reloading();
        try {
            return reload.run(current, source);
        } finally {
            notifier.ready();
        }
    }

    /** Stops serving; clients continue to write into the file for the next daemon. */
    @Override
    public void close() {
        end.expect();
        notifier.stopping();
        parts.close();
    }
}
