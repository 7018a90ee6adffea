package io.ringtail.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that selects events by name. */
final class EventOption {
    @Option(
            names = "--event",
            paramLabel = "GLOB",
            description =
                    "Only events whose SYSTEM:NAME, or either part, matches; * and ? are wildcards, [a-z] is a class"
                            + " (default: all).")
    private @Nullable String event;

    /** Which events are wanted; null for all. */
    @Nullable
    EventGlob glob() throws CommandException {
        return event == null ? null : EventGlob.of(event);
    }
}
