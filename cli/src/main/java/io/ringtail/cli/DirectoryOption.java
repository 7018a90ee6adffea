package io.ringtail.cli;

import io.ringtail.proto.layout.RunFiles;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that selects a daemon on this machine by its run directory, and the directory chosen without it. */
final class DirectoryOption {
    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "The run directory of a daemon on this machine (default: RINGTAIL_DIR, or /run/ringtail).")
    private @Nullable Path directory;

    boolean isGiven() {
        return directory != null;
    }

    Path orDefault() {
        if (directory != null) {
            return directory;
        }
        String variable = System.getenv(RunFiles.DIRECTORY_VARIABLE);
        return Path.of(variable == null || variable.isEmpty() ? RunFiles.DEFAULT_DIRECTORY : variable);
    }
}
