package io.ringtail.daemon.control;

import io.ringtail.client.barrier.ProcessBarrier;
import io.ringtail.daemon.buffer.BufferFile;
import io.ringtail.daemon.buffer.RingRepair;
import io.ringtail.daemon.hotplug.CpuTopology;
import io.ringtail.daemon.life.DaemonEnd;
import io.ringtail.daemon.log.RemoteLog;
import io.ringtail.proto.layout.BufferMode;
import io.ringtail.proto.layout.Geometry;
import io.ringtail.proto.layout.RingGeometry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.SleepingMillisIdleStrategy;

/** The daemon's control plane on a run directory, with a conductor thread; CPUs are read from a file. */
final class TestDaemon implements AutoCloseable {
    static final Geometry GEOMETRY = new Geometry(BufferMode.OVERWRITE, 8, new RingGeometry(4096, 4), 4, 512, 1 << 16);

    /** No limit for tests' own processes, which run as the daemon's user. */
    static final Quotas QUOTAS = new Quotas(GEOMETRY.clients(), 50, 75, 0);

    final RunDirectory directory;
    final BufferFile file;
    final DaemonConductor conductor;
    private final ControlServer server;
    private final AgentRunner runner;

    TestDaemon(Path dir) throws Exception {
        this(dir, "0-1");
    }

    TestDaemon(Path dir, String online) throws Exception {
        this(dir, online, GEOMETRY);
    }

    TestDaemon(Path dir, String online, Geometry geometry) throws Exception {
        RemoteLog log = new RemoteLog(System::nanoTime);
        this.directory = RunDirectory.lock(dir);
        setOnline(dir, online);
        this.file = BufferFile.open(directory.buffer(), geometry);
        this.conductor = new DaemonConductor(
                file,
                new CpuTopology(sysfs(dir)),
                ProcessBarrier.using(null),
                new RingRepair(file, log)::settle,
                QUOTAS,
                System::nanoTime,
                log,
                EventPolicy.ofDaemon());
        this.runner = new AgentRunner(new SleepingMillisIdleStrategy(1), Throwable::printStackTrace, null, conductor);
        AgentRunner.startOnThread(runner);
        this.server = ControlServer.bind(directory, conductor, BufferHandOver.NONE, new DaemonEnd(), log);
    }

    /** Replaces the list in one step, as the kernel does: no daemon reads a part. */
    static void setOnline(Path dir, String cpus) throws IOException {
        Path list = sysfs(dir).resolve("devices/system/cpu/online");
        Files.createDirectories(list.getParent());
        Path written = Files.writeString(list.resolveSibling("online.new"), cpus + "\n");
        Files.move(written, list, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Path sysfs(Path dir) {
        return dir.resolve("sysfs");
    }

    @Override
    public void close() {
        server.close();
        runner.close();
        file.close();
        directory.close();
    }
}
