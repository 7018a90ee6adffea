package io.ringtail.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that selects hosts of a fleet. */
final class HostOption {
    @Option(
            names = "--host",
            paramLabel = "GLOB",
            description = "With --kafka: only hosts whose name matches; * and ? are wildcards (default: all).")
    private @Nullable String hosts;

    @Nullable
    String pattern() {
        return hosts;
    }
}
