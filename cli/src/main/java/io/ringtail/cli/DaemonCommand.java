package io.ringtail.cli;

import io.ringtail.daemon.DaemonSettings;
import io.ringtail.daemon.NativeLibraries;
import io.ringtail.daemon.RingtailDaemon;
import io.ringtail.daemon.Setting;
import io.ringtail.daemon.SettingsException;
import io.ringtail.daemon.life.DaemonEnd;
import io.ringtail.proto.layout.RunFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ringtail daemon}: serves a run directory until it is asked to end. */
@Command(
        name = "daemon",
        description = {
            "Serves a run directory: manages the buffer, attaches JVMs, and serves their events over HTTP.",
            "",
            "Once it is ready, the daemon prints one line with its address, which it also writes to DIR/address."
                    + " SIGTERM or SIGINT stops it. The buffer remains: JVMs continue to write to it, and the next"
                    + " daemon adopts it."
        },
        footer = {
            "  ringtail daemon --dir /dev/shm/trace            (create the directory first)",
            "  ringtail daemon --dir /dev/shm/trace --buffer-size 64m --http 127.0.0.1:" + RunFiles.HTTP_PORT,
            "  ringtail daemon --config /etc/ringtail/ringtail.properties"
        })
final class DaemonCommand implements Callable<Integer> {
    /** Longer than all parts need to end, and shorter than a service manager waits before it kills. */
    private static final Duration END_LIMIT = Duration.ofSeconds(25);

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "A file of NAME=VALUE lines; the names are the options above without dashes. Options on the"
                    + " command line take precedence.")
    private @Nullable Path config;

    @Override
    public Integer call() throws Exception {
        DaemonLog.toStandardError();
        CountDownLatch ends = new CountDownLatch(1);
        LastResort lastResort = LastResort.arm(END_LIMIT);
        EndSignals.onFirst(() -> {
            lastResort.begin("the daemon was asked to stop");
            ends.countDown();
        });
        DaemonEnd end = new DaemonEnd();
        AtomicReference<@Nullable String> failure = new AtomicReference<>();
        end.reason().thenAccept(what -> {
            lastResort.begin(what);
            failure.set(what);
            ends.countDown();
        });
        Thread.setDefaultUncaughtExceptionHandler((thread, cause) -> end.failed("thread " + thread.getName(), cause));
        DaemonSettings.Values settings = settings();
        NativeLibraries.unpackFor(settings.directory());
        NativeLibraries.load();
        try (RingtailDaemon daemon = RingtailDaemon.start(settings, Main.version(), System.getenv(), end)) {
            Output output = Output.standard();
            output.line("ringtail: serving " + settings.directory() + " at " + daemon.url() + "/");
            if (daemon.agent() != null) {
                output.line("ringtail: trace-cmd record -A " + forTraceCmd(daemon.agent()) + " records from it");
            }
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
        String variable = System.getenv(RunFiles.DIRECTORY_VARIABLE);
        if (variable != null && !variable.isEmpty()) {
            settings.set(Setting.DIR, variable);
        }
        if (config != null) {
            settings.load(config);
        }
        for (Setting setting : Setting.values()) {
            String given = spec.commandLine().getParseResult().matchedOptionValue(option(setting), null);
            if (given != null) {
                settings.set(setting, given);
            }
        }
        try {
            return settings.conclude();
        } catch (SettingsException e) {
            if (config != null) {
                throw e;
            }
            throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
        }
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
