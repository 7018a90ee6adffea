package io.ringtail.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code ringtail disable}: switches events off. */
@Command(
        name = "disable",
        description = "Switches events off in all processes, those that attach later included.",
        footer = "  ringtail disable 'load:*'")
final class DisableCommand implements Callable<Integer> {
    @Mixin
    private DaemonOptions where;

    @Parameters(
            paramLabel = "GLOB",
            description = "Events whose SYSTEM:NAME, or either part, matches; * and ? are wild.")
    private String event;

    @Override
    public Integer call() throws Exception {
        SwitchedEvents.set(where.daemon(), new EventGlob(event), false);
        return 0;
    }
}
