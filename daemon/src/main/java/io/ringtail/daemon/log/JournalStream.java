package io.ringtail.daemon.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Whether this process's standard error is a stream of systemd's journal, see systemd.exec(5), {@code JOURNAL_STREAM}. */
public final class JournalStream {
    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

    private JournalStream() {}

    /** Compares the variable with standard error, which somebody may have redirected since. */
    public static boolean isStandardError(Map<String, String> environment) {
        return is(STANDARD_ERROR, environment);
    }

    static boolean is(Path file, Map<String, String> environment) {
        String stream = environment.get("JOURNAL_STREAM");
        if (stream == null) {
            return false;
        }
        try {
            Map<String, Object> found = Files.readAttributes(file, "unix:dev,ino");
            return stream.equals(found.get("dev") + ":" + found.get("ino"));
        } catch (IOException | RuntimeException unknown) {
            return false;
        }
    }
}
