package io.ringtail.client;

import io.ringtail.client.log.Log;
import io.ringtail.proto.layout.RunFiles;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.slf4j.Logger;

/** The run directory of a tracer created without one: {@code ringtail.dir}, {@code RINGTAIL_DIR}, or /run/ringtail. */
final class DefaultDirectory {
    private static final Logger LOG = Log.of(DefaultDirectory.class);
    /** A path that is never a directory, so that a tracer on it never attaches. */
    private static final Path NOWHERE = Path.of("/dev/null/ringtail");

    private DefaultDirectory() {}

    /**
     * Returns the directory; if its name is no valid path in this JVM, logs that and returns a path that never exists.
     */
    static Path find() {
        String variable = System.getenv().getOrDefault(RunFiles.DIRECTORY_VARIABLE, "");
        String text = System.getProperty(
                Tracer.DIRECTORY_PROPERTY, variable.isEmpty() ? RunFiles.DEFAULT_DIRECTORY : variable);
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            Log.guarded(() -> LOG.warn(
                    "no events are written: the run directory '{}' is not a valid path ({}); this JVM encodes file"
                            + " names in {}: start it with LC_ALL=C.UTF-8",
                    text,
                    e.getReason(),
                    System.getProperty("sun.jnu.encoding")));
            return NOWHERE;
        }
    }
}
