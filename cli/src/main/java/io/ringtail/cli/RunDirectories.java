package io.ringtail.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where the run directory is when no {@code --dir} says so. */
final class RunDirectories {
    private static final String VARIABLE = "RINGTAIL_DIR";
    private static final String USUAL = "/run/ringtail";

    private RunDirectories() {}

    static Path orDefault(@Nullable Path directory) {
        if (directory != null) {
            return directory;
        }
        String variable = System.getenv(VARIABLE);
        return Path.of(variable == null || variable.isEmpty() ? USUAL : variable);
    }
}
