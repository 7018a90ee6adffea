package io.ringtail.cli;

import io.ringtail.reader.remote.RemoteDaemon;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code enable} and {@code disable} have in common: a pattern of events, switched in all processes. */
abstract class SwitchCommand implements Callable<Integer> {
    private final boolean enabled;

    @Mixin
    private DaemonOptions where;

    @Parameters(
            paramLabel = "GLOB",
            description = "Events whose SYSTEM:NAME, or either part, matches; * and ? are wildcards.")
    private String event;

    @Option(
            names = "--level",
            paramLabel = "LEVEL",
            description =
                    "Only events of this level or a graver one when enabling, of this level or a more detailed one"
                            + " when disabling: error, warn, info, debug or trace; events without a level do not match.")
    private @Nullable String level;

    SwitchCommand(boolean enabled) {
        this.enabled = enabled;
    }

    @Override
    public final Integer call() throws Exception {
        RemoteDaemon daemon = where.daemon();
        EventGlob glob = EventGlob.of(event);
        if (level == null) {
            SwitchedEvents.set(daemon, glob, enabled);
        } else {
            SwitchedEvents.set(daemon, glob, enabled, level);
        }
        return 0;
    }
}
