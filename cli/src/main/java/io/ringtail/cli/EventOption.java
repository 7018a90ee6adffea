package io.ringtail.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that selects events by name. */
final class EventOption {
    @Option(
            names = "--event",
            paramLabel = "GLOB",
            description =
                    "Only events whose SYSTEM:NAME, or either part, matches; * and ? are wildcards (default: all).")
    private @Nullable String event;

    /** Which events are wanted; null for all. */
    @Nullable
    EventGlob glob() {
        return event == null ? null : new EventGlob(event);
    }
}
