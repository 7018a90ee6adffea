package io.ringtail.cli;

import io.ringtail.daemon.DaemonSettings;
import io.ringtail.daemon.NativeLibraries;
import io.ringtail.daemon.RingtailDaemon;
import io.ringtail.daemon.SettingsException;
import io.ringtail.daemon.life.DaemonEnd;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ringtail daemon}: serves a run directory until it is told to end. */
@Command(
        name = "daemon",
        description = {
            "Serves a run directory: keeps the buffer file, attaches JVMs, and serves their events over HTTP.",
            "",
            "When it serves, it prints one line with its addresses, which are also in DIR/address. SIGTERM or SIGINT end it;"
                    + " the buffer stays, JVMs go on writing into it, and the next daemon adopts it."
        },
        footer = {
            "  ringtail daemon --dir /dev/shm/trace            (create the directory first)",
            "  ringtail daemon --dir /dev/shm/trace --buffer-size 64m --http 127.0.0.1:9464",
            "  ringtail daemon --config /etc/ringtail/ringtail.properties"
        })
final class DaemonCommand implements Callable<Integer> {
    /** More than all parts take to end, and less than a service manager waits before it kills. */
    private static final Duration END_LIMIT = Duration.ofSeconds(25);

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description =
                    "The run directory, which must exist; a tmpfs is best (default: RINGTAIL_DIR, or /run/ringtail).")
    private @Nullable String directory;

    @Option(
            names = "--buffer-size",
            paramLabel = "SIZE",
            description =
                    "Each CPU's ring, a power of two: 4m, 64m, up to 1g (default: 4m). Memory is spent only on CPUs"
                            + " that have been online.")
    private @Nullable String bufferSize;

    @Option(
            names = "--subbuf-size",
            paramLabel = "SIZE",
            description = "A sub-buffer, what is read and overwritten as one: 4k to 1m, a power of two (default: 64k).")
    private @Nullable String subbufSize;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description =
                    "What full rings do: overwrite keeps the newest events, discard keeps the oldest until they are"
                            + " read (default: overwrite).")
    private @Nullable String mode;

    @Option(
            names = "--buffer-memory",
            paramLabel = "WHERE",
            description =
                    "Where the buffer lies: file, in DIR; sealed, in memory that no process can cut short, handed to clients"
                            + " over the control socket; auto, sealed where systemd keeps it for the next daemon (default:"
                            + " auto).")
    private @Nullable String bufferMemory;

    @Option(
            names = "--http",
            paramLabel = "HOST:PORT",
            description =
                    "Where to serve; port 0 takes a free one (default: 127.0.0.1:0). There is no authentication: keep"
                            + " it on loopback.")
    private @Nullable String http;

    @Option(
            names = "--sysfs",
            paramLabel = "DIR",
            description = "Where sysfs is mounted, which tells the CPUs (default: /sys).")
    private @Nullable String sysfs;

    @Option(
            names = "--lossless-timeout",
            paramLabel = "SECONDS",
            description =
                    "In discard mode, how long full rings wait for a receiver that takes nothing before others go on"
                            + " without it (default: 30).")
    private @Nullable String losslessTimeout;

    @Option(
            names = "--snapshot-dir",
            paramLabel = "DIR",
            description = "Where snapshots go (default: snapshots in the run directory).")
    private @Nullable String snapshotDirectory;

    @Option(
            names = "--snapshot-space",
            paramLabel = "SIZE",
            description = "What all snapshots may take together; the oldest are removed (default: 256m).")
    private @Nullable String snapshotSpace;

    @Option(
            names = "--process-records",
            paramLabel = "N",
            description = "Client records that one process may have; a tracer needs one (default: 16).")
    private @Nullable String processRecords;

    @Option(
            names = "--process-share",
            paramLabel = "PERCENT",
            description = "The part of all thread slots, and of all kinds of events, that one process may have"
                    + " (default: 50).")
    private @Nullable String processShare;

    @Option(
            names = "--user-share",
            paramLabel = "PERCENT",
            description =
                    "The part of all client records, thread slots and kinds of events that one user's processes may"
                            + " have together; root and the daemon's own user have no limit (default: 75).")
    private @Nullable String userShare;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "A file of NAME=VALUE lines; the names are the options above without dashes. Options win.")
    private @Nullable Path config;

    @Override
    public Integer call() throws Exception {
        DaemonLog.toStandardError();
        CountDownLatch ends = new CountDownLatch(1);
        LastResort lastResort = LastResort.arm(END_LIMIT);
        EndSignals.onFirst(() -> {
            lastResort.begin("the daemon was asked to end");
            ends.countDown();
        });
        DaemonEnd end = new DaemonEnd();
        AtomicReference<@Nullable String> failure = new AtomicReference<>();
        end.reason().thenAccept(what -> {
            lastResort.begin(what);
            failure.set(what);
            ends.countDown();
        });
        Thread.setDefaultUncaughtExceptionHandler(
                (thread, cause) -> end.failed("its thread " + thread.getName(), cause));
        DaemonSettings.Values settings = settings();
        NativeLibraries.unpackFor(settings.directory());
        NativeLibraries.load();
        try (RingtailDaemon daemon = RingtailDaemon.start(settings, Main.version(), System.getenv(), end)) {
            Output output = Output.standard();
            output.line("ringtail: serving " + settings.directory() + " at http://" + daemon.http() + "/");
            output.flush();
            ends.await();
        }
        String problem = failure.get();
        if (problem != null) {
            throw new CommandException(problem);
        }
        return 0;
    }

    private DaemonSettings.Values settings() throws SettingsException {
        DaemonSettings settings = new DaemonSettings();
        String variable = System.getenv("RINGTAIL_DIR");
        set(settings, DaemonSettings.DIR, variable == null || variable.isEmpty() ? null : variable);
        if (config != null) {
            settings.load(config);
        }
        set(settings, DaemonSettings.DIR, directory);
        set(settings, DaemonSettings.BUFFER_SIZE, bufferSize);
        set(settings, DaemonSettings.SUBBUF_SIZE, subbufSize);
        set(settings, DaemonSettings.MODE, mode);
        set(settings, DaemonSettings.HTTP, http);
        set(settings, DaemonSettings.SYSFS, sysfs);
        set(settings, DaemonSettings.BUFFER_MEMORY, bufferMemory);
        set(settings, DaemonSettings.LOSSLESS_TIMEOUT, losslessTimeout);
        set(settings, DaemonSettings.SNAPSHOT_DIR, snapshotDirectory);
        set(settings, DaemonSettings.SNAPSHOT_SPACE, snapshotSpace);
        set(settings, DaemonSettings.PROCESS_RECORDS, processRecords);
        set(settings, DaemonSettings.PROCESS_SHARE, processShare);
        set(settings, DaemonSettings.USER_SHARE, userShare);
        try {
            return settings.conclude();
        } catch (SettingsException e) {
            if (config != null) {
                throw e;
            }
            throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
        }
    }

    private static void set(DaemonSettings settings, String name, @Nullable String text) throws SettingsException {
        if (text != null) {
            settings.set(name, text);
        }
    }
}
