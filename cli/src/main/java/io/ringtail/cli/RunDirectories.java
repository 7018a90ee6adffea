package io.ringtail.cli;

import io.ringtail.proto.layout.RunFiles;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The default run directory, for use without {@code --dir}. */
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
