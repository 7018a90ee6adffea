package io.ringtail.cli;

import io.ringtail.proto.layout.RunFiles;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where the run directory is when no {@code --dir} says so. */
final class RunDirectories {

    private RunDirectories() {}

    static Path orDefault(@Nullable Path directory) {
        if (directory != null) {
            return directory;
        }
        String variable = System.getenv(RunFiles.DIRECTORY_VARIABLE);
        return Path.of(variable == null || variable.isEmpty() ? RunFiles.DEFAULT_DIRECTORY : variable);
    }
}
