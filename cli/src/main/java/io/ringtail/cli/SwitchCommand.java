package io.ringtail.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
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

    SwitchCommand(boolean enabled) {
        this.enabled = enabled;
    }

    @Override
    public final Integer call() throws Exception {
        SwitchedEvents.set(where.daemon(), new EventGlob(event), enabled);
        return 0;
    }
}
