package io.ringtail.daemon;

import io.ringtail.daemon.access.AccountNames;
import io.ringtail.daemon.access.LocalUsers;
import io.ringtail.daemon.buffer.BufferFileException;
import io.ringtail.daemon.control.ControlServer;
import io.ringtail.daemon.control.DaemonConductor;
import io.ringtail.daemon.control.EventPolicy;
import io.ringtail.daemon.control.RunDirectory;
import io.ringtail.daemon.control.RunDirectoryException;
import io.ringtail.daemon.http.InstanceHost;
import io.ringtail.daemon.http.LocalListener;
import io.ringtail.daemon.http.Served;
import io.ringtail.daemon.http.ServedInstances;
import io.ringtail.daemon.life.DaemonEnd;
import io.ringtail.daemon.life.Health;
import io.ringtail.daemon.life.LoopPulses;
import io.ringtail.daemon.life.Pulse;
import io.ringtail.daemon.log.RemoteLog;
import io.ringtail.daemon.trigger.Triggers;
import io.ringtail.proto.layout.RingGeometry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.agrona.concurrent.CompositeAgent;
import org.agrona.concurrent.NanoClock;

/**
 * An instance that is served: its buffer, the thread of its conductor, its control socket and its place in the tree.
 *
 * @param settings of the instance
 * @param users what peers of its UNIX socket may do
 * @param group that its files have
 * @param checks of its threads and its socket
 */
record RunningInstance(
        String name,
        Path directory,
        InstanceSettings settings,
        Instance instance,
        LocalUsers users,
        int group,
        List<Check> checks,
        Unwinding parts,
        DaemonEnd end)
        implements AutoCloseable {
    private static final long MOST_SLEEP_NS = 1_000_000_000;

    /** A thread or a socket, and its problem, which is empty while there is none. */
    record Check(String name, Supplier<String> problem) {}

    /**
     * What instances share with their daemon.
     *
     * @param settings of the daemon
     * @param host serves instances over HTTP
     * @param end of the daemon, which does not survive what an instance does not survive
     * @param insecure whether other machines can reach it without TLS or without authentication
     */
    record Surroundings(
            DaemonSettings.Values settings,
            InstanceHost host,
            Health health,
            DaemonEnd end,
            RemoteLog log,
            NanoClock clock,
            BooleanSupplier insecure,
            String version) {
        Surroundings with(DaemonSettings.Values now) {
            return new Surroundings(now, host, health, end, log, clock, insecure, version);
        }
    }

    /** Replaces an instance's rings, if the limit of all instances allows it. */
    interface ResizeLimit {
        CompletableFuture<String> resize(String name, InstanceSettings own, DaemonConductor conductor, int subbufs);
    }

    /** Creates or adopts an instance's buffer and begins to serve it. */
    static RunningInstance open(String name, Path path, InstanceSettings own, Surroundings around, ResizeLimit limit)
            throws IOException, BufferFileException, RunDirectoryException {
        Unwinding parts = new Unwinding();
        DaemonEnd end = new DaemonEnd();
        end.reason().thenAccept(around.end()::because);
        try {
            return open(name, path, own, around, limit, parts, end);
        } catch (Throwable e) {
            end.expect();
            parts.close();
            throw e;
        }
    }

    private static RunningInstance open(
            String name,
            Path path,
            InstanceSettings own,
            Surroundings around,
            ResizeLimit limit,
            Unwinding parts,
            DaemonEnd end)
            throws IOException, BufferFileException, RunDirectoryException {
        DaemonSettings.Values settings = own.within(around.settings(), path);
        NanoClock clock = around.clock();
        RunDirectory directory = parts.add(RunDirectory.lock(path));
        EventPolicy policy = EventPolicy.ofInstance(own.enabledAtFirst());
        Instance instance =
                Instance.open(settings, directory, Map.of(), clock, around.log(), parts, () -> true, policy);
        DirectoryWatch watch = new DirectoryWatch(directory, instance.home()::length, clock, end);
        end.explainFaults(watch::fault);
        Pulse pulse = new Pulse(clock::nanoTime);
        parts.add(RingtailDaemon.running(
                new ConductorIdle(instance.conductor(), () -> MOST_SLEEP_NS),
                new ConductorErrors(end, clock::nanoTime),
                new CompositeAgent(new BeatingAgent(instance.conductor(), pulse), watch),
                end));
        ControlServer control = parts.add(ControlServer.bind(
                directory, instance.conductor(), instance.home().descriptor(), end, around.log()));
        Triggers triggers = parts.add(instance.triggers(clock, end));
        Served served = instance.served(
                around.health(),
                triggers,
                ServedInstances.NONE,
                subbufs -> limit.resize(name, own, instance.conductor(), subbufs),
                null,
                List::of,
                around.insecure(),
                clock,
                around.version());
        int group = (int) Files.getAttribute(directory.controlSocket(), "unix:gid");
        LocalListener local = RingtailDaemon.local(directory, settings, group);
        InstanceHost.Hosted hosted = parts.add(around.host().host(name, served, local, end));
        parts.add(instance.care()::leaveReaders);
        List<Check> checks = List.of(
                new Check("conductor", pulse::problem),
                new Check("control", new LoopPulses(control.loops(), clock::nanoTime)::problem),
                new Check("triggers", triggers::problem),
                new Check("watch", hosted::problem),
                new Check("control-socket", control::problem));
        return new RunningInstance(name, path, own, instance, local.users(), group, checks, parts, end);
    }

    /** Applies those settings of the daemon that can be changed. */
    void apply(DaemonSettings.Values daemon) {
        DaemonSettings.Values values = settings.within(daemon, directory);
        users.set(values.groups().of(group), values.anonymous().granted(), AccountNames.users());
        instance.apply(values);
    }

    /** The size of each CPU's ring in bytes, which a resize changes. */
    long bufferSize() {
        RingGeometry now = instance.file().sizes();
        return (long) now.subbufSize() * now.subbufCount();
    }

    ServedInstances.Entry entry() {
        return new ServedInstances.Entry(
                name,
                directory,
                bufferSize(),
                settings.modeText(),
                settings.events(),
                instance.conductor().clients().size());
    }

    /** The problem of its threads and its socket; empty if there is none. */
    String problem() {
        for (Check check : checks) {
            String problem = check.problem().get();
            if (!problem.isEmpty()) {
                return name + ": " + check.name() + ": " + problem;
            }
        }
        return "";
    }

    /** Stops serving; clients continue to write for the next daemon. */
    @Override
    public void close() {
        end.expect();
        parts.close();
    }
}
