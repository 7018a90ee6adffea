package io.ringtail.cli;

import io.ringtail.daemon.DaemonSettings;
import io.ringtail.daemon.NativeLibraries;
import io.ringtail.daemon.RingtailDaemon;
import io.ringtail.daemon.Setting;
import io.ringtail.daemon.SettingsCheck;
import io.ringtail.daemon.SettingsException;
import io.ringtail.daemon.life.DaemonEnd;
import io.ringtail.proto.layout.RunFiles;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ringtail daemon}: serves a run directory until it is asked to end. */
@Command(
        name = "daemon",
        description = {
            "Serves a run directory: manages the buffer, attaches JVMs, and serves their events over HTTP.",
            "",
            "Once it is ready, the daemon prints one line with its address, which it also writes to DIR/address."
                    + " SIGTERM or SIGINT stops it. The buffer remains: JVMs continue to write to it, and the next"
                    + " daemon adopts it. SIGHUP makes it read its settings again.",
            "",
            "A setting's value comes from the command line, else from the environment (RINGTAIL_DIR, and for the other"
                    + " options names such as RINGTAIL_DAEMON_BUFFER_SIZE), else from the file, else it is the default."
        },
        footer = {
            "  ringtail daemon --dir /dev/shm/trace            (create the directory first)",
            "  ringtail daemon --dir /dev/shm/trace --buffer-size 64m --http 127.0.0.1:" + RunFiles.HTTP_PORT,
            "  ringtail daemon --config /etc/ringtail/ringtail.properties",
            "  ringtail daemon --check-config --config /etc/ringtail/ringtail.properties"
        })
final class DaemonCommand implements Callable<Integer> {
    /** Longer than all parts need to end, and shorter than a service manager waits before it kills. */
    private static final Duration END_LIMIT = Duration.ofSeconds(25);

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "A file of NAME=VALUE lines; the names are the options above without dashes.")
    private @Nullable Path config;

    @Option(
            names = "--check-config",
            description = "Check the settings and the files that they name, print a line for each error, and end: with"
                    + " status 0 if there is none, 2 otherwise.")
    private boolean checks;

    @Override
    public Integer call() throws Exception {
        DaemonLog.toStandardError();
        if (checks) {
            return check();
        }
        DaemonRequests requests = new DaemonRequests();
        LastResort lastResort = LastResort.arm(END_LIMIT);
        EndSignals.onFirst(() -> {
            lastResort.begin("the daemon was asked to stop");
            requests.end();
        });
        reloadBySignal(requests);
        DaemonEnd end = new DaemonEnd();
        AtomicReference<@Nullable String> failure = new AtomicReference<>();
        end.reason().thenAccept(what -> {
            lastResort.begin(what);
            failure.set(what);
            requests.end();
        });
        Thread.setDefaultUncaughtExceptionHandler((thread, cause) -> end.failed("thread " + thread.getName(), cause));
        try {
            DaemonSettings settings = settings();
            serve(settings, settings.conclude(), requests, end);
        } catch (SettingsException e) {
            return faulty(e.lines());
        } catch (InvalidPathException e) {
            return faulty(List.of(Problems.unusable(e)));
        }
        String problem = failure.get();
        if (problem != null) {
            throw new CommandException(problem);
        }
        return 0;
    }

    /** Without a handler, SIGHUP ends a process; a JVM without signals keeps to that. */
    private static void reloadBySignal(DaemonRequests requests) {
        // Not a constant: the first logger fixes the level of all.
        Logger log = LoggerFactory.getLogger(DaemonCommand.class);
        try {
            if (!Signals.handle("HUP", requests::reload)) {
                log.warn("SIGHUP is ignored, as by nohup: changed settings need a restart");
            }
        } catch (ReflectiveOperationException unavailable) {
            log.warn("SIGHUP ends this daemon: {}", unavailable.getMessage());
        }
    }

    private void serve(DaemonSettings settings, DaemonSettings.Values values, DaemonRequests requests, DaemonEnd end)
            throws Exception {
        values.logLevel().use();
        NativeLibraries.unpackFor(values.directory());
        NativeLibraries.load();
        try (RingtailDaemon daemon = RingtailDaemon.start(values, Main.version(), System.getenv(), end)) {
            Output output = Output.standard();
            output.line("ringtail: serving " + values.directory() + " at " + daemon.url() + "/");
            if (daemon.agent() != null) {
                output.line("ringtail: trace-cmd record -A " + forTraceCmd(daemon.agent()) + " records from it");
            }
            output.flush();
            DaemonSettings current = settings;
            while (requests.awaitReload()) {
                current = daemon.reload(current, this::settings);
            }
        }
    }

    private int check() throws Output.ClosedOutputException {
        try {
            DaemonSettings.Values values = SettingsCheck.check(settings());
            Output output = Output.standard();
            output.line("ringtail: the settings are fine, for a daemon in " + values.directory());
            output.flush();
            return 0;
        } catch (SettingsException e) {
            return faulty(e.lines());
        } catch (InvalidPathException e) {
            return faulty(List.of(Problems.unusable(e)));
        }
    }

    /** Prints a line for each problem. */
    private int faulty(List<String> problems) {
        PrintWriter err = spec.commandLine().getErr();
        problems.forEach(line -> err.println(Problems.line(line)));
        err.flush();
        return Problems.USAGE;
    }

    /** Reads all sources of settings, the one with the least precedence first. */
    private DaemonSettings settings() throws SettingsException {
        DaemonSettings settings = new DaemonSettings();
        settings.set(Setting.LOG_LEVEL, DaemonLog.level());
        if (config != null) {
            settings.load(config);
        }
        settings.setAll(System.getenv());
        for (Setting setting : Setting.values()) {
            String given = spec.commandLine().getParseResult().matchedOptionValue(option(setting), null);
            if (given != null) {
                settings.setOption(setting, given);
            }
        }
        return settings;
    }

    private static String option(Setting setting) {
        return "--" + setting.key();
    }

    /** Adds an option for each setting, ahead of this class's own options. */
    static void addSettings(CommandSpec daemon) {
        int order = -2 * Setting.values().length;
        for (Setting setting : Setting.values()) {
            daemon.addOption(OptionSpec.builder(option(setting))
                    .paramLabel(setting.label())
                    .type(String.class)
                    .arity(setting.isSwitch() ? "0..1" : "1")
                    .fallbackValue(setting.isSwitch() ? "true" : "")
                    .description(setting.help().replace("%", "%%"))
                    .order(order++)
                    .build());
        }
    }

    /** An address as trace-cmd takes it: without the brackets of IPv6, since it looks for the last colon. */
    private static String forTraceCmd(String address) {
        return address.replace("[", "").replace("]", "");
    }
}
