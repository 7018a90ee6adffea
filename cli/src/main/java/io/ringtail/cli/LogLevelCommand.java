package io.ringtail.cli;

import io.ringtail.daemon.log.LogLevel;
import io.ringtail.reader.remote.RemoteDaemon;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code ringtail log-level}: shows or changes what a daemon logs. */
@Command(
        name = "log-level",
        description = {
            "Shows or changes what a daemon logs.",
            "",
            "A change lasts until the daemon restarts, or reloads its settings, of which log-level is one. It needs the"
                    + " role control, and leaves a line in the audit log."
        },
        footer = {"  ringtail log-level", "  ringtail log-level debug"})
final class LogLevelCommand implements Callable<Integer> {
    private static final String PATH = "/log_level";

    @Mixin
    private DaemonOptions where;

    @Parameters(
            paramLabel = "LEVEL",
            arity = "0..1",
            description = LogLevel.NAMES + "; without it, the present level is printed.")
    private @Nullable String level;

    @Override
    public Integer call() throws Exception {
        RemoteDaemon daemon = where.daemon();
        String now = level == null ? daemon.read(PATH, "text/plain") : daemon.write(PATH, level);
        Output output = Output.standard();
        output.line(now.strip());
        output.flush();
        return 0;
    }
}
