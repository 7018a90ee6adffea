package io.ringtail.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code ringtail enable}: switches events on. */
@Command(
        name = "enable",
        description = "Switches events on in all processes, those that attach later included.",
        footer = "  ringtail enable 'load:*'")
final class EnableCommand implements Callable<Integer> {
    @Mixin
    private DaemonOptions where;

    @Parameters(
            paramLabel = "GLOB",
            description = "Events whose SYSTEM:NAME, or either part, matches; * and ? are wild.")
    private String event;

    @Override
    public Integer call() throws Exception {
        SwitchedEvents.set(where.daemon(), new EventGlob(event), true);
        return 0;
    }
}
