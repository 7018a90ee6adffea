package io.ringtail.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The default run directory, for use without {@code --dir}. */
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
