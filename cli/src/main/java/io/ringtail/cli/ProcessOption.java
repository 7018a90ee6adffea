package io.ringtail.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that selects events by their processes. */
final class ProcessOption {
    @Option(
            names = "--pid",
            paramLabel = "LIST",
            description = "Only events of these processes, like 1200,1300 (default: all).")
    private @Nullable String pids;

    /** The list as it was given; null for all. */
    @Nullable
    String list() {
        return pids;
    }
}
